import CCurl

/// The stream of bytes below a WebSocket: libcurl has connected it, and encrypts.
extension CurlHandle {
    enum Received {
        case bytes(Int)
        case nothingNow
        /// FIN or close_notify: they look alike here.
        case ended
        case failed(cause: String)
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        var count = 0
        switch curl_easy_recv(pointer, buffer.baseAddress, buffer.count, &count) {
        case CURLE_OK: return count > 0 ? .bytes(count) : .ended
        case CURLE_AGAIN: return .nothingNow
        default: return .failed(cause: transportCause)
        }
    }

    enum Sent {
        case everything
        case partly
        case failed(cause: String)
    }

    func send(_ output: OutgoingBuffer) -> Sent {
        while !output.isEmpty {
            var count = 0
            let unsent = output.unsent
            switch curl_easy_send(pointer, unsent.baseAddress, unsent.count, &count) {
            case CURLE_OK: output.markSent(count)
            case CURLE_AGAIN: return .partly
            default: return .failed(cause: transportCause)
            }
        }
        return .everything
    }
}
