#include "http/mcp/batch.hpp"

#include "http/mcp/protocol_versions.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// The answers so far, in the order of the messages.
struct pending_batch {
  answered done;
  std::vector<std::optional<rpc_answer>> answers;
  std::size_t open = 0;

  void finish_one() {
    if (--open > 0)
      return;
    rpc_answer all;
    for (const auto& one : answers) {
      if (!one)
        continue;
      all.json.append(all.json.empty() ? "[" : ",").append(one->json);
      all.log.append(all.log.empty() || one->log.empty() ? "" : "; ").append(one->log);
    }
    if (all.json.empty())
      return done(std::nullopt);
    all.json += ']';
    done(std::move(all));
  }
};

} // namespace

outcome<nothing> check_batch(const json_value& root, std::string_view version) {
  if (!has_batches(version))
    return failure{errc::invalid_request, "Batches are not part of this protocol revision."};
  if (root.size() == 0)
    return failure{errc::invalid_request, "A batch must not be empty."};
  if (root.size() > limits::batch_messages_max)
    return failure{errc::invalid_request, "A batch has at most " +
                                              std::to_string(limits::batch_messages_max) +
                                              " messages."};
  return nothing{};
}

bool holds_initialize(const json_value& root) {
  const auto messages = root.elements();
  return std::any_of(messages.begin(), messages.end(), [](const json_value& one) {
    const auto method = one.find("method");
    return method && method->as_string() == "initialize";
  });
}

void answer_batch(const turn_ptr& on, const answered& done) {
  const auto messages = on->document->root().elements();
  auto all = std::make_shared<pending_batch>();
  all->done = done;
  all->answers.resize(messages.size());
  all->open = messages.size() + 1; // one for this loop: some answers come at once
  for (std::size_t at = 0; at < messages.size(); ++at) {
    const auto keep = [all, at](std::optional<rpc_answer> answer) {
      all->answers[at] = std::move(answer);
      all->finish_one();
    };
    const auto read = read_message(messages[at]);
    if (!read.message)
      keep(rpc_error(read.fault.id, read.fault.why));
    else if (read.message->method == "initialize")
      keep(rpc_error(read.message->id,
                     {errc::invalid_request, "initialize must not be part of a batch."}));
    else
      answer_message(on, *read.message, keep);
  }
  all->finish_one();
}

} // namespace gatehouse
