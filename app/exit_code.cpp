#include "app/exit_code.hpp"

namespace gatehouse {

exit_code exit_code_of(const failure& why) {
  if (why.code == errc::invalid_argument || why.code == errc::malformed_json)
    return exit_code::usage;
  if (why.code == errc::journal_damaged || why.code == errc::proof_invalid)
    return exit_code::damaged;
  const int status = info(why.code).http_status;
  return status >= 400 && status < 500 ? exit_code::refused : exit_code::failed;
}

} // namespace gatehouse
