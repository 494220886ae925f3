#include "actors/actor_gateway.hpp"

#include "actors/parked_calls.hpp"
#include "storage/crypto/digest.hpp"

#include <caf/logger.hpp>

#include <chrono>
#include <future>
#include <thread>

namespace gatehouse {

namespace {

unix_us system_now() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

} // namespace

outcome<std::unique_ptr<gateway>> gateway::start(gateway_options options, io_loop& loop) {
  auto one = std::make_unique<actor_gateway>(std::move(options), loop);
  if (auto opened = one->open(); !opened)
    return opened.error();
  return std::unique_ptr<gateway>{std::move(one)};
}

actor_gateway::actor_gateway(gateway_options options, io_loop& loop)
    : options_(std::move(options)), loop_(loop), now_(system_now),
      rate_(options_.calls_per_second) {}

actor_gateway::~actor_gateway() {
  stop(std::chrono::milliseconds{0});
}

// -- life cycle -----------------------------------------------------------------------------------

outcome<nothing> actor_gateway::open() {
  auto guard = child_guard::start(loop_, options_.binary);
  if (!guard)
    return guard.error();
  guard_ = *std::move(guard);
  auto folder = open_folder(options_, current_, now_);
  if (!folder)
    return folder.error();
  folder_ = *std::move(folder);
  chores_ = std::make_unique<background>("background");
  outbox_ = std::make_unique<sealed_outbox>(folder_.views->table(), *folder_.keys, current_,
                                            *chores_, loop_, now_);
  records_ = std::make_unique<record_queries>(
      *folder_.log, *folder_.follower, *folder_.views, *chores_, loop_,
      [this](const caller& by, const org_id& org, const std::string& text,
             answer<nothing> recorded) { record_query(by, org, text, std::move(recorded)); });
  spawn_actors();
  start_notary();
  return nothing{};
}

void actor_gateway::start_notary() {
  auto name_key = [this](name_checkpoint_key what, std::function<void(outcome<nothing>)> done) {
    if (stopping_)
      return done(failure{errc::shutting_down, "The gateway is shutting down."});
    record_context context;
    context.principal = what.by;
    ask<instance>(*system_, peers_.directory,
                  {instance::stream(), std::move(what), std::move(context), {}},
                  [done = std::move(done)](const outcome<receipt<instance>>& named) {
                    done(named ? outcome<nothing>{nothing{}} : named.error());
                  });
  };
  notary_ = std::make_unique<record_notary>(folder_, current_, loop_, now_, std::move(name_key),
                                            options_.log);
}

void actor_gateway::spawn_actors() {
  // Sharing, not stealing: see docs/decisions/ for what stealing does to broadcasts.
  config_.set("scheduler.policy", caf::atom("sharing"));
  config_.set("scheduler.max-threads", options_.worker_threads);
  system_ = std::make_unique<caf::actor_system>(config_);
  auto world = std::make_shared<const deps>(
      deps{*folder_.log, *folder_.views, *folder_.keys, current_, tools_, watching_, counters_,
           loop_, *chores_, guard_.get(), now_, options_.session_passivation,
           options_.session_expiry, make_upstream_client, options_.upstream_nets, options_.log});
  loader_ = spawn_loader(*system_, world);
  peers_.world = world;
  peers_.exposed = std::make_shared<exposures>(tools_);
  peers_.directory = spawn_directory(*system_, world, loader_, std::move(folder_.open_sessions));
  peers_.parked = std::make_shared<parked_calls>();
  peers_.upstreams = spawn_upstream_pool(*system_, world, peers_.directory);
  admin_ = std::make_unique<actor_administration>(*system_, peers_);
  privacy_ = std::make_unique<actor_privacy>(*system_, peers_);
  caf::logger::set_current_actor_system(nullptr); // see spawn.hpp: another thread may stop() us
}

void actor_gateway::stop(std::chrono::milliseconds grace) {
  if (!system_ || stopping_.exchange(true))
    return;
  {
    std::unique_lock lock{calls_mutex_};
    calls_done_.wait_for(lock, grace, [this] { return calls_.empty(); });
  }
  give_up_calls();
  if (auto rest = refusals_.rest(now_()))
    ask<instance>(*system_, peers_.directory, {instance::stream(), *rest, {}, {}},
                  [](const auto&) {});
  finish_chores();
  notary_->drain();
  end_actors();
  // What is left is ended before what it uses; the projector's last answers go to the reads.
  folder_.follower.reset();
  notary_.reset();
  chores_.reset();
  outbox_.reset();
  records_.reset();
  guard_.reset();
  opened_folder closing = std::move(folder_);
}

/// Waits for the administrative work in hand, while the actors it needs are there.
void actor_gateway::finish_chores() {
  // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
  auto done = std::make_shared<std::promise<void>>();
  chores_->post([done] { done->set_value(); });
  done->get_future().wait();
}

void actor_gateway::end_actors() {
  caf::anon_send(peers_.upstreams, shut_down{});
  caf::anon_send(peers_.directory, shut_down{});
  caf::anon_send_exit(loader_, caf::exit_reason::user_shutdown);
  {
    std::scoped_lock lock{calls_mutex_};
    calls_.clear(); // a call that nothing can end any more must not keep the system
  }
  peers_ = {};
  loader_ = nullptr;
  system_->await_all_actors_done();
  admin_.reset();
  privacy_.reset();
  system_.reset();
}

/// Tells the calls still in hand to end, and gives them a moment to be recorded as cancelled.
void actor_gateway::give_up_calls() {
  constexpr std::chrono::seconds recording_patience{1};
  std::unique_lock lock{calls_mutex_};
  for (const auto& [handle, call] : calls_)
    caf::anon_send(call.actor, give_up{});
  for (const auto& call : peers_.parked->all())
    caf::anon_send(call, give_up{});
  calls_done_.wait_for(lock, recording_patience, [this] { return calls_.empty(); });
  lock.unlock();
  const auto until = std::chrono::steady_clock::now() + recording_patience;
  while (!peers_.parked->all().empty() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  peers_.parked->clear();
}

std::string actor_gateway::take_new_operator_token() {
  return std::exchange(folder_.new_operator_token, {});
}

// -- who and what ---------------------------------------------------------------------------------

outcome<caller> actor_gateway::authenticate(std::string_view token) const {
  return current_.authenticate(token);
}

outcome<resource> actor_gateway::resolve(const caller& who, std::string_view org_slug,
                                         std::string_view toolkit_slug) const {
  resource what{who.org, {}, std::string{toolkit_slug}};
  if (!org_slug.empty()) {
    auto instance_now = current_.find_instance();
    auto found = instance_now->state.orgs.find(std::string{org_slug});
    org_id named{std::string{org_slug}};
    if (found != instance_now->state.orgs.end())
      named = found->second;
    if (!who.is_operator() && named != who.org)
      return failure{errc::forbidden, "You are no member of this organization."};
    what.org = named;
  }
  auto owner = current_.find(what.org);
  if (!owner && who.is_operator() && !org_slug.empty())
    return failure{errc::not_found, "There is no such organization."};
  if (!owner)
    return failure{errc::forbidden, who.is_operator()
                                        ? "The operator names an organization: use /{org}/mcp."
                                        : "You are no member of this organization."};
  if (toolkit_slug.empty())
    return what;
  for (const auto& [id, place] : owner->state.toolkits) {
    bool visible =
        place.owner == owner_kind::org || who.is_operator() || place.owner_user == who.user;
    if (place.slug == toolkit_slug && visible) {
      what.toolkit = id;
      return what;
    }
  }
  return failure{errc::not_found, "MCP resource not found"};
}

void actor_gateway::note_refused_authentication(std::string_view reason) {
  counters_.authentications_refused.add();
  if (auto due = refusals_.note(reason, now_()); due && !stopping_)
    ask<instance>(*system_, peers_.directory, {instance::stream(), *due, {}, {}},
                  [](const auto&) {});
}

void actor_gateway::record_query(const caller& by, const org_id& org, const std::string& text,
                                 answer<nothing> recorded) {
  if (stopping_)
    return recorded(failure{errc::shutting_down, "The gateway is shutting down."});
  record_context context;
  context.org = org;
  context.principal = by.principal;
  context.credential = by.credential;
  ask<instance>(*system_, peers_.directory,
                {instance::stream(), note_query{org, text, sha256(text), now_()}, context, {}},
                [recorded = std::move(recorded)](const outcome<receipt<instance>>& done) {
                  recorded(done ? outcome<nothing>{nothing{}} : done.error());
                });
}

outcome<nothing> actor_gateway::ready() const {
  if (stopping_)
    return failure{errc::shutting_down, "The gateway is shutting down."};
  if (folder_.log->failed())
    return failure{errc::journal_failed,
                   "The journal cannot be written; see the log for the cause."};
  return nothing{};
}

journal_position actor_gateway::journal_head() const {
  return folder_.log->head();
}

std::string actor_gateway::metrics_text() const {
  auto text = prometheus_text(counters_);
  if (stopping_)
    return text; // the journal may be closed already
  text += "# HELP gatehouse_journal_position The position of the last committed event.\n"
          "# TYPE gatehouse_journal_position gauge\n";
  text += "gatehouse_journal_position " + std::to_string(folder_.log->head().value) + "\n";
  text += "# HELP gatehouse_projected_position The position up to which the views are complete.\n"
          "# TYPE gatehouse_projected_position gauge\n";
  text +=
      "gatehouse_projected_position " + std::to_string(folder_.follower->covered().value) + "\n";
  text += "# HELP gatehouse_checkpoints_failed_total Checkpoints that could not be written.\n"
          "# TYPE gatehouse_checkpoints_failed_total counter\n";
  text += "gatehouse_checkpoints_failed_total " + std::to_string(notary_->failures()) + "\n";
  return text;
}

} // namespace gatehouse
