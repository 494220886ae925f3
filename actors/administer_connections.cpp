#include "actors/actor_administration.hpp"
#include "actors/spawn.hpp"
#include "actors/upstream/http_url.hpp"
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

/// Puts what is secret of `what` into the vault. Errors: as stored().
outcome<upstream_config> config_of(vault& keys, const new_connection& what) {
  auto environment = stored(keys, what.environment);
  if (!environment)
    return environment.error();
  auto headers = stored(keys, what.headers);
  if (!headers)
    return headers.error();
  auto [url, query] = cut_query(what.url);
  upstream_config config{what.command, url,   *environment, *headers,
                         {},           false, what.sharing, what.timeout_s};
  if (!query.empty()) {
    auto reference = keys.put_secret(query);
    if (!reference)
      return reference.error();
    config.query = *reference;
  }
  return config;
}

/// Refuses early what the transport would refuse to connect to: a private address, as it stands in
/// the URL. Where a name leads is only known when connecting.
outcome<nothing> check_address(const std::string& text, const std::vector<address_block>& nets) {
  auto url = text.empty() ? outcome<http_url>{http_url{}} : parse_http_url(text);
  if (!url)
    return url.error();
  auto address = parse_ip_address(url->host);
  if (!address || address_rules{false, nets}.permit(*address))
    return nothing{};
  return failure{errc::forbidden, "Only the operator may add a connection to a private address."};
}

void forget(const std::shared_ptr<const deps>& world, const upstream_config& config) {
  world->chores.post([world, config] {
    for (const auto& secret : secrets_of(config))
      (void)world->keys.erase_secret(secret);
  });
}

connection_report report_of(const catalog& listed) {
  connection_report report{
      listed.hello.protocol_version, listed.hello.server_name, listed.hello.server_version, {}};
  for (const auto& tool : listed.of(catalog_list::tools))
    report.tools.push_back(tool.name);
  return report;
}

/// What the server's program said last is most often why it failed.
failure with_last_words(failure why, const std::string& words) {
  if (!words.empty())
    why.detail += "; it last said: " + words;
  return why;
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
  auto reachable = by.is_operator() ? outcome<nothing>{nothing{}}
                                    : check_address(what.url, world_->upstream_nets);
  if (!reachable)
    return refuse(reachable.error(), std::move(done));
  auto address =
      name->integration + "." + std::string{name_of(what.owner)} + "." + name->connection;
  world_->chores.post([this, by, org, what = std::move(what), done = std::move(done), user = *user,
                       address]() mutable {
    auto config = config_of(world_->keys, what);
    if (!config)
      return refuse(config.error(), std::move(done));
    config->private_allowed = by.is_operator();
    connection_id id{random_id("conn_")};
    std::vector<transaction_part> parts{
        prepare<gatehouse::org>{gatehouse::org::stream(org),
                                claim_connection{id, address, what.owner, user}},
        prepare<connection>{connection::stream(id),
                            gatehouse::create_connection{id, org, address, what.owner, user,
                                                         *config, world_->now(), what.drift}}};
    change_all(by, org, std::move(parts), id, std::move(done),
               [world = world_, config = *config](bool kept) {
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
      [world = world_](caf::event_based_actor* self, const upstream_pool_actor& pool,
                       const connection_id& which,
                       const std::function<void(outcome<connection_report>)>& then) {
        auto patience =
            limits::connect_timeout + limits::list_timeout + limits::upstream_retry_delay;
        self->request(pool, patience, get_catalog{which, true})
            .then(
                [then, world, which](const catalog_reply& listed) {
                  if (listed.result)
                    then(report_of(**listed.result));
                  else
                    then(with_last_words(listed.result.error(), world->said->last(which)));
                },
                [then](const caf::error&) {
                  then(failure{errc::upstream_timeout,
                               "The server did not list its tools in time."});
                });
      },
      peers_.upstreams, id, std::move(reply));
}

} // namespace gatehouse
