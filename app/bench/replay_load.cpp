#include "app/bench/replay_load.hpp"

#include "app/bench/stub_server.hpp"
#include "app/client/mcp_caller.hpp"
#include "events/core/limits.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

namespace gatehouse {

namespace {

using clock = std::chrono::steady_clock;

bool is_stub(const json_value& tool) {
  const auto meta = tool.find("_meta");
  const auto mark = meta ? meta->find(stub_mark) : std::nullopt;
  return mark && mark->as_bool() == true;
}

/// Refuses an endpoint that leads to anything real.
outcome<nothing> expect_stubs(mcp_caller& client) {
  std::string cursor;
  do {
    json_writer params;
    params.begin_object();
    if (!cursor.empty())
      params.key("cursor").value(cursor);
    auto page = client.request("tools/list", params.end_object().take());
    if (!page)
      return page.error();
    if (const auto tools = page->root().find("tools"))
      for (const auto& tool : tools->elements())
        if (!is_stub(tool))
          return failure{errc::invalid_argument,
                         "The tool '" + text_of(tool, "name") +
                             "' leads to a real server; nothing was called. Put "
                             "gatehouse stub in its place."};
    cursor = text_of(page->root(), "nextCursor");
  } while (!cursor.empty());
  return nothing{};
}

std::string params_of(const recorded_call& call) {
  constexpr std::size_t envelope_bytes = std::string_view{R"({"text":""})"}.size();
  json_writer out;
  out.begin_object().key("name").value(call.entry.tool).key("arguments").begin_object();
  if (call.argument_bytes > envelope_bytes)
    out.key("text").value(std::string(call.argument_bytes - envelope_bytes, 'x'));
  return out.end_object().end_object().take();
}

bool is_denial(errc code) {
  return code == errc::tool_unknown || code == errc::approval_needed;
}

double at_share(const std::vector<double>& sorted, double share) {
  if (sorted.empty())
    return 0;
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(share * last)];
}

/// A replay at work.
class replay_run {
public:
  replay_run(const std::vector<recorded_call>& calls, const replay_plan& plan,
             const std::function<void(std::uint64_t)>& progress)
      : calls_(calls), plan_(plan), progress_(progress) {}

  outcome<replay_figures> run() {
    std::vector<mcp_caller> clients;
    for (std::size_t opened = 0; opened < plan_.clients; ++opened) {
      auto client = mcp_caller::open(plan_.endpoint, plan_.token, {});
      auto ready = client ? (opened == 0 ? expect_stubs(*client) : nothing{}) : client.error();
      if (!ready)
        return ready.error();
      clients.push_back(*std::move(client));
    }
    start_ = clock::now();
    std::vector<std::thread> threads;
    for (auto& client : clients)
      threads.emplace_back([this, &client] { work(client); });
    for (auto& thread : threads)
      thread.join();
    return finish();
  }

private:
  void work(mcp_caller& client) {
    while (const auto* call = next()) {
      auto begun = clock::now();
      if (plan_.speed > 0) {
        // A call that comes late because all clients are busy has waited since it was due.
        begun = due(*call);
        std::this_thread::sleep_until(begun);
      }
      const auto answer = client.request("tools/call", params_of(*call));
      note(*call, answer, clock::now() - begun);
    }
  }

  const recorded_call* next() {
    std::lock_guard lock{mutex_};
    return next_ < calls_.size() ? &calls_[next_++] : nullptr;
  }

  clock::time_point due(const recorded_call& call) const {
    const auto after =
        static_cast<double>(call.entry.at.value - calls_.front().entry.at.value) / plan_.speed;
    return start_ + std::chrono::microseconds{static_cast<std::int64_t>(after)};
  }

  void note(const recorded_call& call, const outcome<json_text_value>& answer,
            clock::duration took) {
    std::lock_guard lock{mutex_};
    ++figures_.calls;
    if (answer) {
      const auto error = answer->root().find("isError");
      figures_.tool_errors += error && error->as_bool() == true ? 1 : 0;
      took_us_.push_back(std::chrono::duration<double, std::micro>(took).count());
      compare(call.entry, audit_decision::allow, "allow");
    } else if (is_denial(answer.error().code)) {
      compare(call.entry, audit_decision::deny, std::string{to_string(answer.error().code)});
    } else {
      ++figures_.failed[std::string{to_string(answer.error().code)}];
    }
    progress_(figures_.calls);
  }

  void compare(const audit_entry& call, audit_decision now, std::string said) {
    if (call.decision == now)
      return;
    ++figures_.decided_otherwise;
    figures_.first_others.push_back({call, std::move(said)});
  }

  replay_figures finish() {
    figures_.seconds = std::chrono::duration<double>(clock::now() - start_).count();
    std::sort(took_us_.begin(), took_us_.end());
    figures_.p50_us = at_share(took_us_, 0.5);
    figures_.p99_us = at_share(took_us_, 0.99);
    auto& others = figures_.first_others;
    std::sort(others.begin(), others.end(), [](const auto& one, const auto& two) {
      return one.recorded.position < two.recorded.position;
    });
    others.resize(std::min(others.size(), limits::page_items_default));
    return std::move(figures_);
  }

  const std::vector<recorded_call>& calls_;
  const replay_plan& plan_;
  const std::function<void(std::uint64_t)>& progress_;
  clock::time_point start_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  replay_figures figures_;
  std::vector<double> took_us_;
};

} // namespace

outcome<replay_figures> replay_calls(const std::vector<recorded_call>& calls,
                                     const replay_plan& plan,
                                     const std::function<void(std::uint64_t)>& progress) {
  return replay_run{calls, plan, progress}.run();
}

} // namespace gatehouse
