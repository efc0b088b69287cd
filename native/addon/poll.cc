// SPDX-License-Identifier: Apache-2.0
#include "addon/poll.h"

#include <cerrno>
#include <utility>

#include "common/system_error.h"

namespace vc::addon {

Poll::Poll(std::shared_ptr<Environment> environment, int fd, Callback callback) {
  if (!environment->alive()) throw SystemError(ECANCELED, "uv_poll_init");
  auto handle = std::make_unique<Handle>();
  handle->environment = std::move(environment);
  handle->callback = std::move(callback);
  const int status = uv_poll_init(handle->environment->loop(), &handle->uv, fd);
  if (status < 0) throw SystemError(-status, "uv_poll_init");
  handle->uv.data = handle.get();
  handle_ = handle.release();
  handle_->environment->open_.insert(this);
}

void Poll::watch(int events) {
  if (handle_ == nullptr) throw SystemError(EBADF, "uv_poll_start");
  const int status = events == 0 ? uv_poll_stop(&handle_->uv) : uv_poll_start(&handle_->uv, events, on_event);
  if (status < 0) throw SystemError(-status, "uv_poll_start");
}

void Poll::close() noexcept {
  if (handle_ == nullptr) return;
  Handle* const handle = std::exchange(handle_, nullptr);
  handle->environment->open_.erase(this);
  ++handle->environment->closing_;
  uv_close(reinterpret_cast<uv_handle_t*>(&handle->uv), on_closed);
}

void Poll::on_event(uv_poll_t* uv, int status, int events) {
  // The callback may close the poll; the handle, and the callback with it,
  // stays until on_closed, which comes in a later turn of the loop.
  static_cast<Handle*>(uv->data)->callback(status, events);
}

void Poll::on_closed(uv_handle_t* uv) {
  const std::unique_ptr<Handle> handle(static_cast<Handle*>(uv->data));
  --handle->environment->closing_;
  handle->environment->finish_when_closed();
}

}  // namespace vc::addon
