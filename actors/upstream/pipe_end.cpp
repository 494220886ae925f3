#include "actors/upstream/pipe_end.hpp"

#include "actors/upstream/descriptor.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

namespace gatehouse {

bool watch(pipe_end& pipe, int fd) {
  descriptor owned{fd};
  boost::system::error_code error;
  pipe.assign(owned.get(), error);
  if (!error)
    owned.release();
  return !error;
}

} // namespace gatehouse
