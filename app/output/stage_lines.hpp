#pragma once

#include "app/output/progress.hpp"
#include "storage/backup/new_data_folder.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// The progress line of what is done in stages.
class stage_lines {
public:
  explicit stage_lines(const terminal& where) : where_(where) {}

  /// Returns what shows a stage on the terminal; it refers to this object.
  copy_progress shower() {
    return [this](std::string_view doing, std::uint64_t done, std::uint64_t total) {
      if (!line_ || doing != doing_)
        line_.emplace(where_, doing_ = doing);
      line_->show(done, total);
    };
  }

private:
  const terminal& where_;
  std::string doing_;
  std::optional<progress_line> line_;
};

} // namespace gatehouse
