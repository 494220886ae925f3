#include "storage/crypto/item_store.hpp"
#include "storage/crypto/random.hpp"
#include "storage/system_failure.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace gatehouse {
namespace {

constexpr ::mode_t others_mask = 077;
constexpr std::string_view unfinished = ".unfinished_";

/// A descriptor that is closed at the end of its scope.
class descriptor {
public:
  explicit descriptor(int number) : number_(number) {}

  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  descriptor& operator=(descriptor&&) = delete;

  ~descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }

  explicit operator bool() const noexcept { return number_ >= 0; }

  int number() const noexcept { return number_; }

private:
  int number_;
};

failure too_open(const std::string& path, ::mode_t mode, std::string_view wanted) {
  return {errc::key_missing, path + " is open to others; if nobody has read it, run: chmod " +
                                 std::string{wanted} + ' ' + path +
                                 ((mode & S_IFMT) == S_IFDIR ? "" : ", else replace it")};
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(file, content.data(), content.size());
    if (written < 0 && errno != EINTR)
      return false;
    content.remove_prefix(static_cast<std::size_t>(std::max<::ssize_t>(written, 0)));
  }
  return true;
}

/// Reads straight into `content`: a buffer in between would keep a copy of a key.
bool read_all(int file, std::string& content) {
  std::size_t filled = 0;
  while (filled < content.size()) {
    const auto count = ::read(file, content.data() + filled, content.size() - filled);
    if (count == 0 || (count < 0 && errno != EINTR))
      return false;
    filled += static_cast<std::size_t>(std::max<::ssize_t>(count, 0));
  }
  return true;
}

class item_folder final : public item_store {
public:
  item_folder(std::string path, descriptor folder, item_secrecy secrecy)
      : path_(std::move(path)), folder_(std::move(folder)),
        secret_(secrecy == item_secrecy::secret) {}

  outcome<nothing> put(std::string_view name, std::string_view content) override {
    const auto place = std::string{name};
    const auto draft = random_id(unfinished);
    if (auto written = write_file(draft, content); !written)
      return written;
    if (::renameat(folder_.number(), draft.c_str(), folder_.number(), place.c_str()) != 0)
      return given_up(draft, system_failure("rename", path_of(place)));
    return sync_folder();
  }

  outcome<std::optional<std::string>> get(std::string_view name) const override {
    const auto place = std::string{name};
    const descriptor file{
        ::openat(folder_.number(), place.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!file && errno == ENOENT)
      return std::optional<std::string>{};
    if (!file)
      return system_failure("open", path_of(place));

    struct ::stat facts {};

    if (::fstat(file.number(), &facts) != 0)
      return system_failure("stat", path_of(place));
    if (secret_ && (facts.st_mode & others_mask) != 0)
      return too_open(path_of(place), facts.st_mode, "600");
    std::string content(static_cast<std::size_t>(facts.st_size), '\0');
    if (!read_all(file.number(), content))
      return system_failure("read", path_of(place));
    return std::optional{std::move(content)};
  }

  outcome<nothing> erase(std::string_view name) override {
    const auto place = std::string{name};
    if (secret_)
      if (auto gone = overwrite(place); !gone)
        return gone;
    if (::unlinkat(folder_.number(), place.c_str(), 0) != 0 && errno != ENOENT)
      return system_failure("remove", path_of(place));
    return sync_folder();
  }

  outcome<std::vector<std::string>> names() const override {
    std::vector<std::string> all;
    std::error_code error;
    for (auto at = std::filesystem::directory_iterator{path_, error};
         !error && at != std::filesystem::directory_iterator{}; at.increment(error))
      if (auto name = at->path().filename().string(); !name.starts_with(unfinished))
        all.push_back(std::move(name));
    if (error)
      return failure{errc::io_failed, "list " + path_ + ": " + error.message()};
    return all;
  }

  outcome<nothing> hold(item_hold how) override {
    const int operation = how == item_hold::alone ? LOCK_EX : LOCK_SH;
    if (::flock(folder_.number(), operation | LOCK_NB) == 0)
      return nothing{};
    if (errno != EWOULDBLOCK)
      return system_failure("lock", path_);
    return failure{errc::conflict, "the keys folder " + path_ + " is in use by another process"};
  }

private:
  std::string path_of(const std::string& name) const { return path_ + '/' + name; }

  outcome<nothing> overwrite(const std::string& name) {
    const descriptor file{
        ::openat(folder_.number(), name.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!file)
      return errno == ENOENT ? outcome<nothing>{nothing{}} : system_failure("open", path_of(name));

    struct ::stat facts {};

    // A file system may keep the old blocks all the same; where it does not, nothing is left.
    if (::fstat(file.number(), &facts) != 0 ||
        !write_all(file.number(), std::string(static_cast<std::size_t>(facts.st_size), '\0')) ||
        ::fsync(file.number()) != 0)
      return system_failure("overwrite", path_of(name));
    return nothing{};
  }

  outcome<nothing> write_file(const std::string& name, std::string_view content) {
    const descriptor file{::openat(folder_.number(), name.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret_ ? 0600 : 0644)};
    if (!file)
      return system_failure("create", path_of(name));
    if (!write_all(file.number(), content) || ::fsync(file.number()) != 0)
      return given_up(name, system_failure("write", path_of(name)));
    return nothing{};
  }

  failure given_up(const std::string& draft, failure reason) {
    ::unlinkat(folder_.number(), draft.c_str(), 0);
    return reason;
  }

  outcome<nothing> sync_folder() {
    if (::fsync(folder_.number()) != 0)
      return system_failure("sync", path_);
    return nothing{};
  }

  std::string path_;
  descriptor folder_;
  bool secret_;
};

outcome<nothing> create_folder(const std::string& folder, item_secrecy secrecy) {
  if (::mkdir(folder.c_str(), secrecy == item_secrecy::secret ? 0700 : 0755) != 0 &&
      errno != EEXIST)
    return system_failure("create", folder);
  const auto parent = std::filesystem::absolute(folder).parent_path().string();
  const descriptor above{::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!above || ::fsync(above.number()) != 0)
    return system_failure("sync", parent);
  return nothing{};
}

/// Looks at every file, not only at those that are read: a key that others can read is no secret
/// any more, whether it is used today or not.
outcome<nothing> check_files(const std::string& folder, const descriptor& opened) {
  std::error_code error;
  for (auto at = std::filesystem::directory_iterator{folder, error};
       !error && at != std::filesystem::directory_iterator{}; at.increment(error)) {
    const auto name = at->path().filename().string();

    struct ::stat facts {};

    if (::fstatat(opened.number(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) // a running server may have removed it meanwhile
        return system_failure("stat", at->path().string());
    } else if (S_ISREG(facts.st_mode) && (facts.st_mode & others_mask) != 0) {
      return too_open(at->path().string(), facts.st_mode, "600");
    }
  }
  if (error)
    return failure{errc::io_failed, "list " + folder + ": " + error.message()};
  return nothing{};
}

} // namespace

outcome<std::unique_ptr<item_store>> open_item_folder(const std::string& folder, bool create,
                                                      item_secrecy secrecy) {
  descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!opened && errno == ENOENT) {
    if (!create)
      return failure{errc::key_missing, "there is no keys folder " + folder};
    if (auto created = create_folder(folder, secrecy); !created)
      return created.error();
    return open_item_folder(folder, false, secrecy);
  }

  struct ::stat facts {};

  if (!opened || ::fstat(opened.number(), &facts) != 0)
    return system_failure("open", folder);
  if (secrecy == item_secrecy::secret) {
    if ((facts.st_mode & others_mask) != 0)
      return too_open(folder, facts.st_mode, "700");
    if (auto private_files = check_files(folder, opened); !private_files)
      return private_files.error();
  }
  return std::unique_ptr<item_store>{
      std::make_unique<item_folder>(folder, std::move(opened), secrecy)};
}

} // namespace gatehouse
