#include "actors/actor_administration.hpp"
#include "actors/spawn.hpp"
#include "events/names/slug.hpp"
#include "storage/crypto/random.hpp"

#include <caf/send.hpp>

namespace gatehouse {

namespace {

/// Puts every value into the vault. Errors: `invalid_argument` (too large), `io_failed`.
outcome<std::map<std::string, secret_ref>>
stored(vault& keys, const std::map<std::string, std::string>& values) {
  std::map<std::string, secret_ref> references;
  for (const auto& [name, value] : values) {
    if (value.size() > limits::secret_bytes_max)
      return failure{errc::invalid_argument,
                     "The value of \"" + name + "\" is larger than 64 KiB."};
    auto reference = keys.put_secret(value);
    if (!reference)
      return reference.error();
    references[name] = *reference;
  }
  return references;
}

void forget(const std::shared_ptr<const deps>& world, const upstream_config& config) {
  world->chores.post([world, config] {
    for (const auto* references : {&config.environment, &config.headers})
      for (const auto& [name, reference] : *references)
        (void)world->keys.erase_secret(reference);
  });
}

connection_report report_of(const catalog& listed) {
  connection_report report{
      listed.hello.protocol_version, listed.hello.server_name, listed.hello.server_version, {}};
  for (const auto& tool : listed.of(catalog_list::tools))
    report.tools.push_back(tool.name);
  return report;
}

} // namespace

void actor_administration::create_connection(const caller& by, org_id org, new_connection what,
                                             answer<connection_id> done) {
  auto name = parse_connection_name(what.name);
  if (!name)
    return refuse(name.error(), std::move(done));
  auto user = member_of(org, what.owner == owner_kind::user ? what.owner_user : "");
  if (!user)
    return refuse(user.error(), std::move(done));
  if (what.owner == owner_kind::user && user->empty())
    return refuse(failure{errc::invalid_argument, "A personal connection needs its user's name."},
                  std::move(done));
  auto address =
      name->integration + "." + std::string{name_of(what.owner)} + "." + name->connection;
  world_->chores.post([this, by, org, what = std::move(what), done = std::move(done), user = *user,
                       address]() mutable {
    auto environment = stored(world_->keys, what.environment);
    if (!environment)
      return refuse(environment.error(), std::move(done));
    auto headers = stored(world_->keys, what.headers);
    if (!headers)
      return refuse(headers.error(), std::move(done));
    upstream_config config{std::move(what.command), std::move(what.url), *environment, *headers};
    connection_id id{random_id("conn_")};
    std::vector<transaction_part> parts{
        prepare<gatehouse::org>{gatehouse::org::stream(org),
                                claim_connection{id, address, what.owner, user}},
        prepare<connection>{connection::stream(id),
                            gatehouse::create_connection{id, org, address, what.owner, user, config,
                                                         world_->now()}}};
    change_all(by, org, std::move(parts), id, std::move(done), [world = world_, config](bool kept) {
      if (!kept)
        forget(world, config);
    });
  });
}

void actor_administration::remove_connection(const caller& by, org_id org, connection_id id,
                                             answer<nothing> done) {
  auto found = connection_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  std::vector<transaction_part> parts{
      prepare<gatehouse::org>{gatehouse::org::stream(org), release_connection{id}},
      prepare<connection>{connection::stream(id), gatehouse::remove_connection{world_->now()}}};
  auto afterwards = [world = world_, pool = peers_.upstreams, id,
                     config = (*found)->state.config](bool removed) {
    if (!removed)
      return;
    caf::anon_send(pool, retire{id});
    forget(world, config);
  };
  change_all(by, org, std::move(parts), nothing{}, std::move(done), afterwards);
}

void actor_administration::test_connection(const caller&, org_id org, connection_id id,
                                           answer<connection_report> done) {
  auto found = connection_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  auto reply = on_loop(world_, std::move(done));
  spawn_from_anywhere(
      system_,
      [](caf::event_based_actor* self, const upstream_pool_actor& pool, const connection_id& which,
         const std::function<void(outcome<connection_report>)>& then) {
        auto patience =
            limits::connect_timeout + limits::list_timeout + limits::upstream_retry_delay;
        self->request(pool, patience, get_catalog{which, true})
            .then(
                [then](const catalog_reply& listed) {
                  if (listed.result)
                    then(report_of(**listed.result));
                  else
                    then(listed.result.error());
                },
                [then](const caf::error&) {
                  then(failure{errc::upstream_timeout,
                               "The server did not list its tools in time."});
                });
      },
      peers_.upstreams, id, std::move(reply));
}

} // namespace gatehouse
