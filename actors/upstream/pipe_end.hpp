#pragma once

#include "actors/upstream/asio_forward.hpp"

namespace gatehouse {

using pipe_end = boost::asio::posix::basic_stream_descriptor<boost::asio::any_io_executor>;

/// Hands `fd`, our end of a child's pipe, to `pipe`, or closes it; returns whether `pipe` has it.
bool watch(pipe_end& pipe, int fd);

} // namespace gatehouse
