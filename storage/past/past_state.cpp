#include "storage/past/past_state.hpp"

#include "events/all_events.hpp"
#include "storage/archived_past.hpp"
#include "storage/folded_state.hpp"
#include "storage/json/fields_json.hpp"

namespace gatehouse {

namespace {

template <aggregate A>
outcome<std::string> folded_text(const log_store& log, const stream_id& stream, const moment& at) {
  folded_state<A> folded;
  record last;
  auto read = read_until(log, at, [&](const record& one) -> outcome<nothing> {
    if (one.stream != stream)
      return nothing{};
    last = one;
    return folded.apply(one);
  });
  if (!read)
    return read.error();
  if (auto complete = folded.version == stream_version{} ? refuse_archived(log) : nothing{};
      !complete && A::kind == session::kind)
    return complete.error();
  if (folded.version == stream_version{})
    return failure{errc::not_found, "There was no stream \"" + stream.value + "\" then."};
  json_writer out;
  out.begin_object().key("stream").value(stream.value).key("version").value(folded.version.value);
  out.key("position").value(last.position.value).key("at").value(to_rfc3339(last.at)).key("state");
  write_json(out, folded.state);
  return out.end_object().take();
}

} // namespace

outcome<std::string> state_at(const log_store& log, const stream_id& stream, const moment& at) {
  outcome<std::string> text = failure{errc::unknown_event, "There is no kind of stream called \"" +
                                                               std::string{stream.kind()} + "\"."};
  auto attempt = [&]<aggregate A>(std::type_identity<A>) {
    if (stream.kind() == A::kind)
      text = folded_text<A>(log, stream, at);
  };
  [&]<class... A>(std::tuple<A...>*) {
    (attempt(std::type_identity<A>{}), ...);
  }(static_cast<all_aggregates*>(nullptr));
  return text;
}

} // namespace gatehouse
