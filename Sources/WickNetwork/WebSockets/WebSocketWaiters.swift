/// Who waits for what on one socket. Lives inside the network thread.
struct WebSocketWaiters {
    private var connect: NetworkCall<Void>?
    var writes: [NetworkCall<Void>] = []
    var closes: [NetworkCall<Void>] = []

    init(connect: NetworkCall<Void>) { self.connect = connect }

    mutating func opened() {
        connect?.finish(.success(()))
        connect = nil
    }

    mutating func sentEverything() {
        for call in writes { call.finish(.success(())) }
        writes = []
    }

    /// Whoever wanted it closed has what they wanted; the others get the error.
    mutating func ended(_ error: NetworkError) {
        connect?.finish(.failure(error))
        connect = nil
        for call in writes { call.finish(.failure(error)) }
        for call in closes { call.finish(.success(())) }
        writes = []
        closes = []
    }
}
