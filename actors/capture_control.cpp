#include "actors/actor_privacy.hpp"
#include "actors/call_record.hpp"
#include "storage/event_codec.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// The record of a call that holds captured content.
struct captured_boxes {
  std::optional<sealed> arguments;
  std::optional<sealed> result;
};

captured_boxes boxes_of(const session::event& event) {
  if (const auto* admitted = std::get_if<call_admitted>(&event))
    return {admitted->subject.arguments, {}};
  if (const auto* denied = std::get_if<call_denied>(&event))
    return {denied->subject.arguments, {}};
  if (const auto* completed = std::get_if<call_completed>(&event))
    return {{}, completed->result};
  return {};
}

/// Reads the event at `position`, which a projection has named. Blocks.
outcome<captured_boxes> read_boxes(const journal& log, journal_position position) {
  outcome<captured_boxes> found = failure{errc::journal_damaged, "The call's event is missing."};
  auto read = log.read_all(position, [&](const record& one) {
    auto event = decode_event<session>(one.event_number, one.event_version, one.payload);
    found = event ? outcome<captured_boxes>{boxes_of(*event)} : event.error();
    return false;
  });
  return read ? found : read.error();
}

} // namespace

void actor_privacy::set_capture(const caller& by, org_id org, org_capture_change what,
                                answer<nothing> done) {
  set_org_capture command{what.level, what.most, std::move(what.redact), world_->now()};
  set<gatehouse::org>(by, org, gatehouse::org::stream(org), std::move(command), std::move(done));
}

void actor_privacy::set_capture(const caller& by, org_id org, connection_id id,
                                connection_capture_change what, answer<nothing> done) {
  set_connection_capture command{what.level, std::move(what.redact), world_->now()};
  set<connection>(by, org, connection::stream(id), std::move(command), std::move(done));
}

void actor_privacy::set_capture(const caller& by, org_id org, toolkit_id id,
                                std::optional<capture_level> level, answer<nothing> done) {
  set<toolkit>(by, org, toolkit::stream(id), set_toolkit_capture{level, world_->now()},
               std::move(done));
}

/// What is erased is not read even while its key is still there.
outcome<call_content> actor_privacy::content_of(const audit_entry& of) const {
  auto owner = world_->current.find(of.org);
  if (!owner)
    return failure{errc::not_found, "Organization not found."};
  if (!holds_content(of.arguments_captured) && !holds_content(of.result_captured))
    return failure{errc::not_found, "Nothing was captured of this call."};
  const auto readable = [&](const std::string& captured, const data_key_id& key) {
    return holds_content(captured) && owner->state.keeps({of.principal.value}, key);
  };
  const bool arguments = readable(of.arguments_captured, of.arguments_key);
  const bool result = readable(of.result_captured, of.result_key);
  if (!arguments && !result)
    return failure{errc::content_erased, "What was captured of this call was erased."};
  call_content content;
  const auto open = [&](journal_position at, content_part part,
                        std::optional<sealed> captured_boxes::*box) -> outcome<std::string> {
    auto boxes = read_boxes(world_->log, at);
    if (!boxes)
      return boxes.error();
    const auto& found = (*boxes).*box;
    if (!found)
      return failure{errc::journal_damaged, "The call's event holds no content."};
    return unsealed_content(world_->keys, *found, part, of.call);
  };
  if (arguments) {
    auto text = open(of.position, content_part::arguments, &captured_boxes::arguments);
    if (!text)
      return text.error();
    content.arguments = *std::move(text);
  }
  if (result && of.end_position) {
    auto text = open(*of.end_position, content_part::result, &captured_boxes::result);
    if (!text)
      return text.error();
    content.result = *std::move(text);
  }
  return content;
}

void actor_privacy::read_content(const caller& by, audit_entry of, answer<call_content> done) {
  world_->chores.post([this, by, of = std::move(of), done = std::move(done)] {
    auto reply = on_loop(world_, done);
    auto content = content_of(of);
    if (!content)
      return reply(content.error());
    gatehouse::read_content command{of.org, of.call, world_->now()};
    change<session>(by, of.org, session::stream(of.session), std::move(command),
                    [reply, content = *std::move(content)](const outcome<receipt<session>>& noted) {
                      reply(noted ? outcome<call_content>{content} : noted.error());
                    });
  });
}

} // namespace gatehouse
