#include "events/core/errors.hpp"

#include <array>

namespace gatehouse {

namespace {

constexpr auto table = std::to_array<error_info>({
#define GATEHOUSE_ERROR(name, http, rpc, stateless, sentence)                                      \
  {errc::name, #name, http, rpc, stateless, sentence},
#include "events/core/errors.def"
#undef GATEHOUSE_ERROR
});

} // namespace

const error_info& info(errc code) noexcept {
  return table[static_cast<std::size_t>(code)];
}

std::string_view to_string(errc code) noexcept {
  return info(code).name;
}

int error_count() noexcept {
  return static_cast<int>(table.size());
}

} // namespace gatehouse
