#include "benchmarks/load/past.hpp"

#include "events/session/session.hpp"
#include "events/toolkit/toolkit.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/random.hpp"
#include "storage/event_codec.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace gatehouse {

namespace {

unix_us now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

call_admitted admission(const std::string& call) {
  const judgement judged{policy_action::approve, rule_source::rule, "up.*", {"pol_1"}, {3}};
  return {{{call}, "up__echo", "up.org.main.echo", {"conn_1"}, sha256(call), std::nullopt},
          judged,
          now()};
}

} // namespace

/// The appends that are not durable yet: so many at most.
class past_writer::window {
public:
  void enter() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_ < waiting_max; });
    ++waiting_;
  }

  void leave() {
    const std::lock_guard guard{mutex_};
    --waiting_;
    changed_.notify_one();
  }

  void drain() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_ == 0; });
  }

private:
  static constexpr std::size_t waiting_max = 128;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t waiting_ = 0;
};

past_writer::past_writer(const std::string& data_folder, org_id org, toolkit_id toolkit)
    : org_(std::move(org)), toolkit_(std::move(toolkit)), window_(std::make_unique<window>()) {
  auto log = open_rocksdb_log(data_folder + "/log", log_access::create_or_write,
                              log_durability::process_crash);
  if (!log)
    std::abort();
  log_ = *std::move(log);
  auto opened = journal::open(*log_, nullptr, now);
  if (!opened)
    std::abort();
  journal_ = *std::move(opened);
}

past_writer::~past_writer() {
  window_->drain();
}

void past_writer::append(append_batch batch) {
  window_->enter();
  journal_->append(std::move(batch), [this](const outcome<append_receipt>& done) {
    if (!done) {
      std::fprintf(stderr, "%s\n", done.error().detail.c_str());
      std::abort();
    }
    window_->leave();
  });
}

void past_writer::add_sessions(std::uint64_t count, std::uint64_t calls_each) {
  for (std::uint64_t made = 0; made < count; ++made) {
    const session_id id{random_uuid()}; // as real ones are: tables hold those packed
    append_batch batch;
    batch.context = {org_, id, {"user_1"}, {"tok_1"}, {}, {}, {}};
    auto& stream = batch.streams.emplace_back();
    stream.stream = session::stream(id);
    stream.events.push_back(encode_event<session>(session_opened{
        id, org_, {"user_1"}, toolkit_, "all", "2025-11-25", "client", "1.0", now()}));
    for (std::uint64_t call = 0; call < calls_each; ++call) {
      const auto name = "call_" + id.value + "_" + std::to_string(call);
      stream.events.push_back(encode_event<session>(admission(name)));
      stream.events.push_back(
          encode_event<session>(call_completed{{name}, false, sha256(name), 512, 1'500, now()}));
    }
    append(std::move(batch));
  }
  window_->drain();
}

void past_writer::add_rules(std::uint64_t first, std::uint64_t count) {
  std::uint64_t version = 0;
  const auto stream = toolkit::stream(toolkit_);
  const auto counted = journal_->read_stream(stream, {0}, [&](const record& one) {
    version = one.version.value;
    return true;
  });
  if (!counted)
    std::abort();
  for (auto number = first; number < first + count; ++number) {
    const auto name = std::to_string(number);
    policy_rule rule{{"pol_bench_" + name},
                     number % 2 == 0 ? "server" + name + ".*" : "other.org.main.tool_" + name,
                     policy_action::block,
                     "Zz"};
    append_batch batch;
    batch.context.org = org_;
    batch.streams.push_back(
        {stream, {version++}, {encode_event<toolkit>(toolkit_policy_added{rule, now()})}});
    append(std::move(batch));
  }
  window_->drain();
}

} // namespace gatehouse
