#include "actors/upstream_link.hpp"

#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/secret_words.hpp"
#include "storage/json/json_writer.hpp"

#include <caf/send.hpp>

namespace gatehouse {

/// What lives on the loop's thread. It holds the client, the client's events hold only a weak
/// pointer back, so dropping the link ends it.
struct upstream_link::on_loop : std::enable_shared_from_this<upstream_link::on_loop> {
  upstream_actor owner;
  std::uint64_t epoch = 0;
  std::shared_ptr<upstream_client> client;
  std::map<call_id, std::uint64_t> handles;
  std::map<std::uint64_t, call_id> calls; ///< by handle

  void open(const std::shared_ptr<const deps>& with, const connection_id& from,
            upstream_target target) {
    const auto& world = *with;
    auto said = events();
    said.on_log = [with, from, label = target.label,
                   secrets = secret_words{target.environment}](std::string line) {
      line = secrets.taken_out_of(std::move(line));
      with->said->note(from, line);
      with->tell_operator(label + " says: " + line);
    };
    client = world.make_client(world.loop, *world.guard, std::move(target), std::move(said));
    client->open([with, from, to = owner, mine = epoch](outcome<upstream_hello> hello) {
      if (hello)
        with->said->forget(from); // what it said before is of no interest any more
      caf::anon_send(to, upstream_opened{mine, std::move(hello)});
    });
  }

  upstream_events events() {
    upstream_events said;
    auto to = owner;
    auto mine = epoch;
    said.on_changed = [to, mine](catalog_list what) {
      caf::anon_send(to, upstream_changed{mine, what});
    };
    said.on_message = [to, mine, weak = weak_from_this()](server_message message) {
      auto self = weak.lock();
      if (!self)
        return;
      auto call = message.during ? self->call_of(*message.during) : std::nullopt;
      caf::anon_send(to, upstream_said{mine, std::move(call), std::move(message)});
    };
    said.on_closed = [to, mine](std::string reason) {
      caf::anon_send(to, upstream_closed{mine, std::move(reason)});
    };
    return said;
  }

  std::optional<call_id> call_of(std::uint64_t handle) const {
    auto found = calls.find(handle);
    return found == calls.end() ? std::nullopt : std::optional{found->second};
  }

  std::function<void(upstream_reply)> answering(const call_id& id) {
    return [weak = weak_from_this(), to = owner, id](upstream_reply reply) {
      if (auto self = weak.lock())
        self->forget(id);
      caf::anon_send(to, upstream_answered{id, std::move(reply)});
    };
  }

  void forget(const call_id& id) {
    if (auto handle = handles.extract(id))
      calls.erase(handle.mapped());
  }

  void call(const call_id& id, upstream_request request) {
    auto handle = client->request(std::move(request), answering(id));
    handles[id] = handle;
    calls[handle] = id;
  }
};

upstream_link::upstream_link(const std::shared_ptr<const deps>& world, upstream_actor owner,
                             std::uint64_t epoch, const connection_id& from, upstream_target target)
    : world_(world), shared_(std::make_shared<on_loop>()) {
  shared_->owner = std::move(owner);
  shared_->epoch = epoch;
  world_->loop.post([world, shared = shared_, from, target = std::move(target)]() mutable {
    shared->open(world, from, std::move(target));
  });
}

upstream_link::~upstream_link() {
  world_->loop.post([shared = shared_] {
    if (shared->client)
      shared->client->close();
  });
}

void upstream_link::list(catalog_list what) {
  world_->loop.post([shared = shared_, what] {
    shared->client->list(
        what, [to = shared->owner, mine = shared->epoch, what](outcome<upstream_listing> listing) {
          caf::anon_send(to, upstream_listed{mine, what, std::move(listing)});
        });
  });
}

void upstream_link::call(call_id id, upstream_request request) {
  world_->loop.post([shared = shared_, id = std::move(id), request = std::move(request)]() mutable {
    shared->call(id, std::move(request));
  });
}

void upstream_link::cancel(const call_id& id) {
  world_->loop.post([shared = shared_, id] {
    auto found = shared->handles.find(id);
    if (found != shared->handles.end())
      shared->client->cancel(found->second);
  });
}

void upstream_link::answer(std::uint64_t reply_to, client_reply reply) {
  world_->loop.post([shared = shared_, reply_to, reply = std::move(reply)]() mutable {
    shared->client->answer(reply_to, std::move(reply));
  });
}

void upstream_link::watch(call_id id, std::string uri, bool on) {
  world_->loop.post([shared = shared_, id = std::move(id), uri = std::move(uri), on] {
    shared->client->watch_resource(uri, on, shared->answering(id));
  });
}

void upstream_link::tell_roots_changed() {
  world_->loop.post([shared = shared_] { shared->client->tell_roots_changed(); });
}

void upstream_link::set_log_level(std::string level) {
  world_->loop.post([shared = shared_, level = std::move(level)] {
    json_writer params;
    params.begin_object().key("level").value(level).end_object();
    upstream_request what;
    what.method = "logging/setLevel";
    what.params = params.take();
    shared->client->request(std::move(what), [](const upstream_reply&) {});
  });
}

} // namespace gatehouse
