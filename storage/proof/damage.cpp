#include "storage/proof/damage.hpp"

#include <array>
#include <cstddef>

namespace gatehouse {

namespace {

struct kind_info {
  std::string_view name;
  std::string_view sentence;
};

constexpr auto kinds = std::to_array<kind_info>({
#define GATEHOUSE_DAMAGE(name, sentence) {#name, sentence},
#include "storage/proof/damage_kinds.def"
#undef GATEHOUSE_DAMAGE
});

} // namespace

std::string_view to_string(damage_kind kind) noexcept {
  return kinds[static_cast<std::size_t>(kind)].name;
}

std::string_view sentence_of(damage_kind kind) noexcept {
  return kinds[static_cast<std::size_t>(kind)].sentence;
}

int damage_kind_count() noexcept {
  return static_cast<int>(kinds.size());
}

} // namespace gatehouse
