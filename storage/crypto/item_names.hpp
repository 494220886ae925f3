#pragma once

#include <array>
#include <string_view>

namespace gatehouse {

/// What the names of a vault's wrapped items begin with; the whole name is the context of its box.
inline constexpr std::string_view data_key_prefix = "key_";
inline constexpr std::string_view secret_prefix = "sec_";
inline constexpr std::string_view signing_prefix = "sig_";

/// All of them: what is wrapped under the master key, and again when that key is another.
inline constexpr std::array wrapped_prefixes{data_key_prefix, secret_prefix, signing_prefix};

} // namespace gatehouse
