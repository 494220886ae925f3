#include "storage/backup/dump.hpp"

#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "storage/archived_past.hpp"
#include "storage/base64.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/record_format.hpp"
#include "storage/record_json.hpp"

namespace gatehouse {

namespace {

constexpr int dump_format = 1;
constexpr std::uint64_t records_per_progress = 65'536;

std::string head_line(const log_point& held, std::string_view version) {
  json_writer out;
  out.begin_object().key("gatehouse_dump").value(dump_format);
  out.key("records").value(held.last.value).key("root").value(to_hex(held.root));
  return out.key("version").value(version).end_object().take();
}

outcome<std::string> record_line(const stored_record& stored) {
  auto one = decode_record(stored.bytes);
  auto line = one ? record_to_json(*one) : one.error();
  if (!line)
    return failure{line.error().code, "position " + std::to_string(stored.position.value) + ": " +
                                          line.error().detail};
  line->pop_back();
  return *line + R"(,"leaf":")" + to_hex(stored.leaf) + R"(","record":")" +
         to_base64(stored.bytes) + R"("})";
}

std::optional<std::string> text_in(const json_value& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->as_string() : std::nullopt;
}

std::optional<std::int64_t> number_in(const json_value& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->as_int64() : std::nullopt;
}

outcome<json_document> parse_line(const std::string& line) {
  return json_document::parse(line, {limits::dump_line_bytes_max, limits::json_depth_max});
}

outcome<log_point> read_head(const std::string& line) {
  auto document = parse_line(line);
  if (!document)
    return document.error();
  const auto format = number_in(document->root(), "gatehouse_dump");
  if (!format)
    return failure{errc::invalid_argument,
                   "this is not the head of a whole dump; make one with gatehouse dump --whole"};
  if (*format > dump_format)
    return failure{errc::journal_newer, "the dump has format " + std::to_string(*format) +
                                            "; this version knows " + std::to_string(dump_format)};
  const auto records = number_in(document->root(), "records");
  const auto root = digest_of_hex(text_in(document->root(), "root").value_or(std::string{}));
  if (*format != dump_format || !records || *records < 0 || !root)
    return failure{errc::invalid_argument, "a member of the head is missing or wrong"};
  return log_point{{static_cast<std::uint64_t>(*records)}, *root};
}

outcome<stored_record> read_record(const std::string& line) {
  auto document = parse_line(line);
  if (!document)
    return document.error();
  const auto digits = text_in(document->root(), "record");
  const auto leaf = digest_of_hex(text_in(document->root(), "leaf").value_or(std::string{}));
  if (!digits || !leaf)
    return failure{errc::invalid_argument, "this is not a record of a whole dump"};
  auto bytes = from_base64(*digits);
  if (!bytes || merkle_leaf(*bytes) != *leaf)
    return failure{errc::journal_damaged, "the record is not what was dumped"};
  auto one = decode_record(*bytes);
  if (!one)
    return one.error();
  return stored_record{one->position, *std::move(bytes), *leaf};
}

/// A dump on its way into a log.
class dump_reader {
public:
  dump_reader(const line_source& next, const copy_progress& progress)
      : next_(next), progress_(progress) {}

  const log_point& held() const noexcept { return held_; }

  outcome<nothing> read_into(log_store& log) {
    auto read = read_all(log);
    if (read || !at_line_)
      return read;
    return failure{read.error().code, "line " + std::to_string(line_) + ": " + read.error().detail};
  }

private:
  outcome<nothing> read_all(log_store& log) {
    auto target = record_appender::at_end_of(log);
    auto line = target ? next() : target.error();
    auto head = line ? read_head(line->value_or(std::string{})) : line.error();
    if (!head)
      return head.error();
    held_ = *head;
    for (line = next(); line && *line; line = next()) {
      auto one = read_record(**line);
      auto added = one ? take(*target, *one) : one.error();
      if (!added)
        return added;
    }
    if (!line)
      return line.error();
    return finish(*target);
  }

  outcome<std::optional<std::string>> next() {
    ++line_;
    auto line = next_();
    at_line_ = static_cast<bool>(line);
    return line;
  }

  outcome<nothing> take(record_appender& target, const stored_record& one) {
    if (one.position > held_.last)
      return failure{errc::journal_damaged, "the dump should have ended before"};
    if (one.position.value % records_per_progress == 0)
      progress_("loaded", one.position.value, held_.last.value);
    return target.add(one);
  }

  outcome<nothing> finish(record_appender& target) const {
    if (target.last() != held_.last)
      return failure{errc::journal_damaged, "the dump ends after " +
                                                std::to_string(target.last().value) + " of " +
                                                counted(held_.last.value, "record")};
    if (target.root() != held_.root)
      return failure{errc::journal_damaged,
                     "the records do not give the root that the head of the dump names"};
    return target.finish();
  }

  const line_source& next_;
  const copy_progress& progress_;
  log_point held_;
  std::uint64_t line_ = 0;
  bool at_line_ = false; ///< what goes wrong is in that line, not in reading it
};

} // namespace

outcome<nothing> dump_whole(const log_store& log, std::string_view version,
                            const std::function<bool(std::string_view)>& write) {
  if (auto complete = refuse_archived(log); !complete)
    return complete;
  auto end = point_of(log);
  if (!end)
    return end.error();
  if (!write(head_line(*end, version)) || end->last.value == 0)
    return nothing{};
  outcome<nothing> good = nothing{};
  auto read = log.read({1}, [&](const stored_record& one) {
    auto line = record_line(one);
    if (!line)
      good = line.error();
    return line && write(*line) && one.position < end->last;
  });
  return read ? good : read;
}

outcome<log_point> load_dump(const line_source& next, const std::string& data,
                             const copy_progress& progress) {
  dump_reader dump{next, progress};
  auto made = make_data_folder(
      data, [&](log_store& log, const std::string&) { return dump.read_into(log); }, progress);
  if (!made)
    return made.error();
  return dump.held();
}

} // namespace gatehouse
