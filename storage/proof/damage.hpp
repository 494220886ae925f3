#pragma once

#include "events/core/ids.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gatehouse {

/// What is wrong with a log. The list, with what each means, is damage_kinds.def.
enum class damage_kind : std::uint8_t {
#define GATEHOUSE_DAMAGE(name, sentence) name,
#include "storage/proof/damage_kinds.def"
#undef GATEHOUSE_DAMAGE
};

/// Returns the stable name of `kind`, e.g. "record_changed".
std::string_view to_string(damage_kind kind) noexcept;
/// Returns what `kind` means, in a sentence.
std::string_view sentence_of(damage_kind kind) noexcept;
/// Returns the number of kinds; they are 0 to count - 1.
int damage_kind_count() noexcept;

/// One thing that is wrong.
struct damage {
  damage_kind kind;
  journal_position position; ///< where, as the kind's sentence says; 0 if nowhere in the log
  std::string detail;        ///< for people
};

using damage_sink = std::function<void(damage)>;

} // namespace gatehouse
