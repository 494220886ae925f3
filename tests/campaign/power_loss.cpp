#include "tests/campaign/power_loss.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <vector>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

std::size_t below(std::size_t bound, std::mt19937_64& random) {
  return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random);
}

/// An entry of a folder that has changed since the folder was synced.
struct entry_change {
  std::string what; ///< made, renamed or removed
  std::string path;
  std::string to;   ///< of a renamed file
  std::string held; ///< what was at the end's place before; empty: nothing
  std::uint64_t told_at = 0;

  std::string folder() const { return fs::path{to.empty() ? path : to}.parent_path(); }
};

/// The state of a disk as a fold of what was told.
class disk {
public:
  void apply(const std::vector<std::string>& line, std::uint64_t at) {
    const auto& what = line[0];
    const auto& path = line[1];
    if (what == "made")
      durable_[path] = 0;
    else if (what == "known")
      durable_.emplace(path, std::stoull(line[2]));
    else if (what == "shrunk")
      durable_[path] = std::min<std::uint64_t>(durable_[path], std::stoull(line[2]));
    else if (what == "durable")
      durable_[path] = std::max<std::uint64_t>(durable_[path], std::stoull(line[2]));
    else if (what == "settled")
      settle(path, std::stoull(line[2]));
    else if (what == "renamed")
      rename(path, line[2]);
    if (what == "made")
      changes_.push_back({what, path, {}, {}, at});
    else if (what == "renamed")
      changes_.push_back({what, path, line[2], line[3], at});
    else if (what == "removed")
      changes_.push_back({what, path, {}, line[3], at});
  }

  lost_power lose(std::mt19937_64& random) {
    lost_power lost;
    std::map<std::string, std::vector<entry_change>> by_folder;
    for (auto& one : changes_)
      by_folder[one.folder()].push_back(std::move(one));
    for (auto& [folder, changes] : by_folder) {
      const auto kept = below(changes.size() + 1, random);
      for (; changes.size() > kept; changes.pop_back(), ++lost.entries)
        undo(changes.back());
    }
    for (const auto& [path, size] : durable_)
      lost.bytes += cut(path, size, random);
    return lost;
  }

private:
  void settle(const std::string& folder, std::uint64_t end) {
    std::erase_if(changes_, [&](const entry_change& one) {
      return one.folder() == folder && one.told_at < end;
    });
  }

  void rename(const std::string& from, const std::string& to) {
    durable_[to] = durable_[from];
    durable_.erase(from);
  }

  void undo(const entry_change& one) {
    std::error_code failed;
    if (one.what == "made") {
      fs::remove(one.path, failed);
    } else if (one.what == "renamed") {
      fs::rename(one.to, one.path, failed);
      rename(one.to, one.path);
    }
    if (!one.held.empty())
      fs::rename(one.held, one.to.empty() ? one.path : one.to, failed);
    EXPECT_FALSE(failed) << one.what << " " << one.path << ": " << failed.message();
  }

  /// Cuts off what is not durable, from its first byte on or from another one.
  static std::size_t cut(const std::string& path, std::uint64_t size, std::mt19937_64& random) {
    std::error_code missing;
    const auto written = fs::file_size(path, missing);
    if (missing || written <= size)
      return 0;
    const auto left = below(2, random) == 0 ? 0 : below(written - size + 1, random);
    fs::resize_file(path, size + left);
    return written - size - left;
  }

  std::map<std::string, std::uint64_t> durable_; ///< bytes by path
  std::vector<entry_change> changes_;            ///< oldest first
};

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::size_t from = 0;
  for (auto end = line.find('\t'); end != std::string::npos; end = line.find('\t', from)) {
    words.push_back(line.substr(from, end - from));
    from = end + 1;
  }
  words.push_back(line.substr(from));
  return words;
}

} // namespace

lost_power lose_power(const std::string& facts, std::mt19937_64& random) {
  disk state;
  {
    std::ifstream in{facts};
    std::uint64_t at = 0;
    for (std::string line; std::getline(in, line); at += line.size() + 1) {
      const auto words = words_of(line);
      if (words.size() != 4) {
        ADD_FAILURE() << facts << " has a line that nobody told: " << line;
        return {};
      }
      state.apply(words, at);
    }
  }
  const auto lost = state.lose(random);
  fs::resize_file(facts, 0);
  for (const auto& entry : fs::directory_iterator{facts + ".held"})
    fs::remove(entry.path());
  return lost;
}

} // namespace gatehouse
