#pragma once

/// Names of Asio for headers, which do not include it.
namespace boost::asio {

class any_io_executor;
class io_context;
template <class Protocol, class Executor> class basic_stream_socket;

namespace ip {

class tcp;

} // namespace ip

namespace posix {

template <class Executor> class basic_stream_descriptor;

} // namespace posix

} // namespace boost::asio

namespace gatehouse {

using tcp_socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::any_io_executor>;

} // namespace gatehouse
