#include "tests/campaign/secret_search.hpp"

#include "storage/log_store.hpp"
#include "storage/projections/all.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

namespace gatehouse {

namespace {

std::string hex_of(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(digits[byte >> 4]);
    hex.push_back(digits[byte & 15u]);
  }
  return hex;
}

/// Returns what base64 makes of `text` behind `before` other bytes, without what depends on the
/// bytes around it.
std::string base64_of(std::string_view text, std::size_t before) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto bytes = std::string(before, '\0') + std::string{text};
  std::string base64;
  for (std::size_t at = 0; at + 3 <= bytes.size(); at += 3) {
    unsigned group = 0;
    for (std::size_t place = 0; place < 3; ++place)
      group = group << 8 | static_cast<unsigned char>(bytes[at + place]);
    for (int shift = 18; shift >= 0; shift -= 6)
      base64.push_back(digits[group >> shift & 63u]);
  }
  return base64.substr(std::min<std::size_t>(base64.size(), before == 0 ? 0 : 4));
}

std::set<std::string> forms_of(const std::string& text) {
  auto upper = hex_of(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
  std::set<std::string> forms{text, hex_of(text), upper};
  for (std::size_t before = 0; before < 3; ++before) {
    auto form = base64_of(text, before);
    forms.insert(form);
    std::replace(form.begin(), form.end(), '+', '-');
    std::replace(form.begin(), form.end(), '/', '_');
    forms.insert(form);
  }
  return forms;
}

} // namespace

void secret_search::add_files(const std::string& folder, const std::string& spared) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
    if (entry.is_regular_file() && entry.path().filename() != spared)
      add(entry.path().string(), read_file(entry.path().string()));
}

void secret_search::add_content(const std::string& data) {
  const auto log = open_rocksdb_log(data + "/log", log_access::read_only);
  const auto views = view_store::open(data + "/views", log_access::create_or_write);
  if (!log || !views) {
    ADD_FAILURE() << "the data folder cannot be read";
    return;
  }
  std::string records;
  const auto read = (*log)->read({1}, [&](const stored_record& one) {
    records += one.bytes;
    return true;
  });
  EXPECT_TRUE(read);
  add("records", std::move(records));
  for (const auto* fold : all_projections()) {
    std::string rows;
    const auto seen = (*views)->scan(fold->name(), {}, false, [&](auto key, auto value) {
      rows.append(key).append(value);
      return true;
    });
    EXPECT_TRUE(seen);
    add("rows of " + std::string{fold->name()}, std::move(rows));
  }
}

std::vector<std::string> secret_search::places_of(const std::string& text) const {
  std::vector<std::string> found;
  const auto forms = forms_of(text);
  for (const auto& [place, bytes] : places_)
    if (std::any_of(forms.begin(), forms.end(),
                    [&](const auto& form) { return bytes.find(form) != std::string::npos; }))
      found.push_back(place);
  return found;
}

} // namespace gatehouse
