#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse {

/// Tells, line by line, what a disk has been asked to keep, so that a loss of power can be played
/// on the files afterwards: see lose_power(). What is told survives the death of this process.
///
/// Thread rule: every member from any thread.
class disk_facts {
public:
  /// Appends to `file`; what is removed is held in the folder `file`.held, if there is one.
  explicit disk_facts(std::string file);

  /// Returns how much has been told: what a sync of a folder can cover at most.
  std::uint64_t end() const;
  /// Gives a file a second name, so that its removal can be undone; returns that name.
  std::string hold(const std::string& path);

  void made(std::string_view path) { tell("made", path); }

  /// An old file was opened for writing; all that it has is durable unless something else was told.
  void known(std::string_view path, std::uint64_t size) { tell("known", path, number(size)); }

  void shrunk(std::string_view path, std::uint64_t size) { tell("shrunk", path, number(size)); }

  void durable(std::string_view path, std::uint64_t size) { tell("durable", path, number(size)); }

  void renamed(std::string_view from, std::string_view to, std::string_view held) {
    tell("renamed", from, to, held);
  }

  void removed(std::string_view path, std::string_view held) { tell("removed", path, held); }

  /// The entries of a folder that were told before `end` are durable.
  void settled(std::string_view folder, std::uint64_t end) { tell("settled", folder, number(end)); }

private:
  void tell(std::string_view what, std::string_view path, std::string_view more = {},
            std::string_view held = {});

  static std::string number(std::uint64_t value) { return std::to_string(value); }

  std::string file_;
  int descriptor_;
  std::atomic<std::uint64_t> last_held_ = 0;
};

} // namespace gatehouse
