#pragma once

#include "storage/keys.hpp"
#include "storage/view_store.hpp"

#include <atomic>
#include <string>

namespace gatehouse {

/// Counts the records of each stream and lists the newest payload of each, so that its rows depend
/// on the order of the journal and on what it wrote before.
class counting_projection final : public projection {
public:
  explicit counting_projection(std::string name = "counts", std::uint32_t version = 1)
      : name_(std::move(name)), version_(version) {}

  std::string_view name() const override { return name_; }

  std::uint32_t version() const override { return version_; }

  outcome<nothing> apply(const record& one, rows& table) const override {
    if (one.position.value == fails_at_)
      return failure{errc::unknown_event, "told to fail"};
    auto present = table.get("count/" + one.stream.value);
    if (!present)
      return present.error();
    auto count = present->has_value() ? from_be64(**present).value_or(0) : 0;
    table.put("count/" + one.stream.value, be64(count + 1));
    table.put("newest/" + one.stream.value, one.payload);
    table.erase("newest/" + one.context.org.value);
    return nothing{};
  }

  void fail_at(std::uint64_t position) { fails_at_ = position; }

private:
  std::string name_;
  std::uint32_t version_;
  std::atomic<std::uint64_t> fails_at_ = 0;
};

/// Returns what counting_projection counted for `stream`.
inline std::uint64_t counted(const view_store& views, const std::string& stream,
                             const std::string& projection = "counts") {
  auto row = views.row(projection, "count/" + stream);
  return row && row->has_value() ? from_be64(**row).value_or(0) : 0;
}

} // namespace gatehouse
