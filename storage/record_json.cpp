#include "storage/record_json.hpp"

#include "events/all_events.hpp"
#include "storage/event_codec.hpp"
#include "storage/json/fields_json.hpp"

#include <optional>

namespace gatehouse {

namespace {

void write_text(json_writer& out, std::string_view name, std::string_view text) {
  if (!text.empty())
    out.key(name).value(text);
}

void write_envelope(json_writer& out, const record& one) {
  out.key("position").value(one.position.value).key("stream").value(one.stream.value);
  out.key("version").value(one.version.value).key("at").value(to_rfc3339(one.at));
  write_text(out, "org", one.context.org.value);
  write_text(out, "session", one.context.session.value);
  write_text(out, "principal", one.context.principal.value);
  write_text(out, "credential", one.context.credential.value);
  write_text(out, "correlation", one.context.correlation.value);
  if (one.context.causation.value != 0)
    out.key("causation").value(one.context.causation.value);
  write_text(out, "data_key", one.context.data_key.value);
}

template <aggregate A>
void attempt(json_writer& out, const record& one, std::optional<outcome<nothing>>& written) {
  if (one.stream.kind() != A::kind)
    return;
  auto event = decode_event<A>(one.event_number, one.event_version, one.payload);
  if (event)
    std::visit(
        [&]<class Event>(const Event& what) {
          out.key("type").value(Event::type.name).key("event");
          write_json(out, what);
        },
        *event);
  written = event ? outcome<nothing>{nothing{}} : event.error();
}

template <class... A>
std::optional<outcome<nothing>> write_event(json_writer& out, const record& one,
                                            std::tuple<A...>*) {
  std::optional<outcome<nothing>> written;
  (attempt<A>(out, one, written), ...);
  return written;
}

} // namespace

outcome<std::string> record_to_json(const record& one) {
  json_writer out;
  out.begin_object();
  write_envelope(out, one);
  auto written = write_event(out, one, static_cast<all_aggregates*>(nullptr));
  if (!written)
    return failure{errc::unknown_event, "a stream called " + one.stream.value};
  if (!*written)
    return written->error();
  return out.end_object().take();
}

} // namespace gatehouse
