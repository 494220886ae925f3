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
void attempt(const record& one, std::optional<outcome<event_text>>& written) {
  if (one.stream.kind() != A::kind)
    return;
  auto event = decode_event<A>(one.event_number, one.event_version, one.payload);
  if (!event)
    return written.emplace(event.error()), void();
  std::visit(
      [&]<class Event>(const Event& what) {
        json_writer out;
        write_json(out, what);
        written.emplace(event_text{Event::type.name, out.take()});
      },
      *event);
}

template <class... A>
std::optional<outcome<event_text>> write_event(const record& one, std::tuple<A...>*) {
  std::optional<outcome<event_text>> written;
  (attempt<A>(one, written), ...);
  return written;
}

} // namespace

outcome<event_text> event_to_json(const record& one) {
  auto written = write_event(one, static_cast<all_aggregates*>(nullptr));
  if (!written)
    return failure{errc::unknown_event, "a stream called " + one.stream.value};
  return *std::move(written);
}

outcome<std::string> record_to_json(const record& one) {
  auto event = event_to_json(one);
  if (!event)
    return event.error();
  json_writer out;
  out.begin_object();
  write_envelope(out, one);
  out.key("type").value(event->type).key("event").raw(event->json);
  return out.end_object().take();
}

} // namespace gatehouse
