#include "actors/upstream_link.hpp"

#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/io_loop.hpp"

#include <caf/send.hpp>

namespace gatehouse {

/// What lives on the loop's thread. It holds the client, the client's events hold only a weak
/// pointer back, so dropping the link ends it.
struct upstream_link::on_loop {
  upstream_actor owner;
  std::uint64_t epoch = 0;
  std::shared_ptr<upstream_client> client;
  std::map<call_id, std::uint64_t> handles;

  void open(const deps& world, upstream_target target) {
    upstream_events events;
    auto to = owner;
    auto mine = epoch;
    events.on_changed = [to, mine](catalog_list what) {
      if (what == catalog_list::tools)
        caf::anon_send(to, upstream_changed{mine});
    };
    events.on_message = [](const server_message&) {};
    events.on_closed = [to, mine](std::string reason) {
      caf::anon_send(to, upstream_closed{mine, std::move(reason)});
    };
    events.on_log = [](const std::string&) {};
    client = world.make_client(world.loop, *world.guard, std::move(target), std::move(events));
    client->open([to, mine](outcome<upstream_hello> hello) {
      caf::anon_send(to, upstream_opened{mine, std::move(hello)});
    });
  }

  void call(const std::shared_ptr<on_loop>& self, const call_id& id, upstream_request request) {
    auto to = owner;
    std::weak_ptr<on_loop> weak = self;
    handles[id] = client->request(std::move(request), [weak, to, id](upstream_reply reply) {
      if (auto alive = weak.lock())
        alive->handles.erase(id);
      caf::anon_send(to, upstream_answered{id, std::move(reply)});
    });
  }
};

upstream_link::upstream_link(const std::shared_ptr<const deps>& world, upstream_actor owner,
                             std::uint64_t epoch, upstream_target target)
    : world_(world), shared_(std::make_shared<on_loop>()) {
  shared_->owner = std::move(owner);
  shared_->epoch = epoch;
  world_->loop.post([world, shared = shared_, target = std::move(target)]() mutable {
    shared->open(*world, std::move(target));
  });
}

upstream_link::~upstream_link() {
  world_->loop.post([shared = shared_] {
    if (shared->client)
      shared->client->close();
  });
}

void upstream_link::list_tools() {
  world_->loop.post([shared = shared_] {
    shared->client->list(catalog_list::tools, [to = shared->owner, mine = shared->epoch](
                                                  outcome<std::vector<upstream_item>> tools) {
      caf::anon_send(to, upstream_listed{mine, std::move(tools)});
    });
  });
}

void upstream_link::call(call_id id, upstream_request request) {
  world_->loop.post([shared = shared_, id = std::move(id), request = std::move(request)]() mutable {
    shared->call(shared, id, std::move(request));
  });
}

void upstream_link::cancel(const call_id& id) {
  world_->loop.post([shared = shared_, id] {
    auto found = shared->handles.find(id);
    if (found != shared->handles.end())
      shared->client->cancel(found->second);
  });
}

} // namespace gatehouse
