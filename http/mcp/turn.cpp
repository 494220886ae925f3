#include "http/mcp/turn.hpp"

#include "http/edge.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/protocol_versions.hpp"

namespace gatehouse {

namespace {

/// Returns the answers to the body of requests that nobody will answer any more.
std::string cut_off_answers(const turn& on) {
  const failure why{errc::upstream_lost,
                    "The request was cut off from its answer; its outcome is unknown."};
  if (on.single)
    return rpc_error(on.single->message ? on.single->message->id : "", why).json;
  std::string all;
  for (const auto& one : on.document->root().elements())
    if (const auto read = read_message(one);
        read.message && read.message->kind == rpc_kind::request)
      all.append(all.empty() ? "[" : ",").append(rpc_error(read.message->id, why).json);
  return all + "]";
}

/// Makes the response an event stream.
void begin_stream(const turn_ptr& on) {
  on->stream = on->x->at_edge().streams.answer(
      on->x, {on->at.what.org, on->session, stream_kind::answer,
              std::string{assumed_protocol(on->x->request().header("mcp-protocol-version"))},
              on->at.who.user});
  on->stream->on_lost([weak = std::weak_ptr{on}] {
    if (auto here = weak.lock())
      for (const auto handle : here->calls)
        here->x->gate().cancel_call(handle);
  });
}

/// Returns whether an answer that nothing came before is to be an event.
bool is_event(const turn& on, const std::optional<rpc_answer>& answer) {
  return answer && answer->status == 200 && prefers_events(on.x->request().header("accept"));
}

} // namespace

bool can_tell(const turn& on) {
  return accepts_events(on.x->request().header("accept"));
}

void tell(const turn_ptr& on, std::string json) {
  if (!on->stream) {
    begin_stream(on);
    on->stream->on_cut_off(cut_off_answers(*on));
  }
  on->stream->send(std::move(json));
}

void finish(const turn_ptr& on, std::optional<rpc_answer> answer) {
  if (!on->stream && !is_event(*on, answer))
    return send_answer(on->x, std::move(answer));
  if (!on->stream)
    begin_stream(on);
  if (answer) {
    const auto& log = on->x->at_edge().options.log;
    if (!answer->log.empty() && log)
      log(answer->log);
    on->stream->send(std::move(answer->json));
  }
  on->stream->end();
}

} // namespace gatehouse
