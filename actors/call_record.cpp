#include "actors/call_record.hpp"

#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/redaction.hpp"

namespace gatehouse {

namespace {

std::optional<failure> failure_of(const upstream_reply& reply) {
  switch (reply.how) {
  case upstream_reply::kind::result:
  case upstream_reply::kind::rpc_error:
    return std::nullopt;
  case upstream_reply::kind::not_sent:
    return failure{errc::upstream_unavailable, reply.detail};
  case upstream_reply::kind::transport:
    return failure{errc::upstream_lost,
                   "The connection broke during the call, whose outcome is unknown: " +
                       reply.detail};
  case upstream_reply::kind::timeout:
    return failure{errc::upstream_timeout, reply.detail};
  case upstream_reply::kind::cancelled:
    return failure{errc::cancelled, "The call was cancelled."};
  case upstream_reply::kind::too_large:
    return failure{errc::upstream_too_large, reply.detail};
  case upstream_reply::kind::garbage:
    return failure{errc::upstream_protocol, reply.detail};
  }
  return failure{errc::internal, ""};
}

/// What is captured of one half of a call's content.
struct captured {
  std::optional<sealed> box;
  capture_note note = capture_note::plain;
};

/// What the seal is bound to besides its key.
std::string context_of(content_part part, const call_id& id) {
  return part == content_part::arguments ? id.value : id.value + "/result";
}

outcome<captured> captured_of(vault& keys, const capture_plan& plan, content_part part,
                              const call_id& id, std::string_view content) {
  if (plan.level < capture_level::redacted)
    return captured{};
  const captured too_large{{}, capture_note::too_large};
  if (content.size() > limits::captured_bytes_max)
    return too_large;
  std::string redacted;
  const bool whole = plan.level == capture_level::full;
  if (!whole) {
    const auto document = json_document::parse(content, {content.size(), limits::json_depth_max});
    if (!document)
      return too_large; // it is deeper than anything that can be looked into
    redacted = redacted_json(
        document->root(), part == content_part::arguments ? "/arguments" : "/result", plan.redact);
  }
  auto box =
      keys.seal(plan.key, whole ? content : std::string_view{redacted}, context_of(part, id));
  if (!box)
    return box.error();
  return captured{*std::move(box), whole ? capture_note::plain : capture_note::redacted};
}

/// Returns how a call ended that has a result.
outcome<session::command> completed(vault& keys, const capture_plan& plan, const call_id& id,
                                    const upstream_reply& reply, std::uint64_t duration_us,
                                    unix_us now) {
  auto digest = plan.level == capture_level::none ? outcome<digest256>{digest256{}}
                                                  : keys.argument_digest(plan.key, reply.body);
  if (!digest)
    return digest.error();
  auto content = captured_of(keys, plan, content_part::result, id, reply.body);
  if (!content)
    return content.error();
  return session::command{complete_call{id, reply.is_error, *digest, reply.body.size(), duration_us,
                                        now, std::move(content->box), content->note}};
}

} // namespace

capture_plan plan_capture(const scope_view& view, const std::optional<exposed_item>& target,
                          const caller& who) {
  const auto& org = view.owner->state;
  capture_plan plan{capture_level::none, org.capture.redact, org.key_of(who.user)};
  std::optional<capture_level> level;
  for (const auto& one : view.connections)
    if (target && one->state.id == target->from) {
      level = one->state.capture;
      plan.redact.insert(plan.redact.end(), one->state.redact.begin(), one->state.redact.end());
    }
  plan.level =
      level_in_force(org.capture, view.kit ? view.kit->state.capture : std::nullopt, level);
  return plan;
}

outcome<digest256> digest_of(vault& keys, const data_key_id& key, std::string_view object) {
  auto document = json_document::parse(object, {object.size(), limits::json_depth_max});
  if (!document)
    return document.error();
  if (document->root().kind() != json_kind::object)
    return failure{errc::invalid_argument, "params.arguments must be an object."};
  return keys.argument_digest(key, canonical_json(document->root()));
}

outcome<call_subject> subject_of(vault& keys, const capture_plan& plan, const call_id& id,
                                 const client_request& call, const digest256& digest,
                                 const std::optional<exposed_item>& target) {
  auto content = captured_of(keys, plan, content_part::arguments, id, call.arguments);
  if (!content)
    return content.error();
  call_subject subject;
  subject.call = id;
  subject.tool = call.name.substr(0, limits::name_bytes_max);
  subject.tool.resize(well_formed_utf8_length(subject.tool)); // a cut may have split a character
  subject.arguments = std::move(content->box);
  subject.note = content->note;
  if (plan.level != capture_level::none)
    subject.arguments_digest = digest;
  if (target) {
    subject.address = target->address;
    subject.connection = target->from;
  }
  return subject;
}

session::command ending_of(vault& keys, const capture_plan& plan, const call_id& id,
                           const upstream_reply& reply, std::uint64_t duration_us, unix_us now) {
  if (reply.how == upstream_reply::kind::rpc_error)
    return session::command{fail_call{id, "rpc_error", duration_us, now}};
  if (auto why = failure_of(reply))
    return session::command{fail_call{id, std::string{to_string(why->code)}, duration_us, now}};
  auto ending = completed(keys, plan, id, reply, duration_us, now);
  if (!ending)
    return session::command{
        fail_call{id, std::string{to_string(ending.error().code)}, duration_us, now}};
  return *std::move(ending);
}

outcome<std::string> unsealed_content(vault& keys, const sealed& box, content_part part,
                                      const call_id& id) {
  return keys.unseal(box, context_of(part, id));
}

outcome<call_answer> answer_of(upstream_reply reply) {
  if (auto why = failure_of(reply))
    return *why;
  auto how = reply.how == upstream_reply::kind::result ? call_answer::kind::result
                                                       : call_answer::kind::rpc_error;
  return call_answer{how, std::move(reply.body)};
}

} // namespace gatehouse
