import CCurl
import Glibc

/// The one thread that talks to the network, behind both `HTTPClient` and `WebSocketConnector`. Owns that thread; what runs on it
/// (`NetworkLoop`) is never touched by any other.
public final class NetworkThread: Sendable {
    let inbox: NetworkInbox
    let configuration: NetworkConfiguration
    private let thread: Locked<pthread_t?>

    /// What the thread is started with.
    private final class Start: Sendable {
        let inbox: NetworkInbox
        let configuration: NetworkConfiguration
        let anchors: [NetworkEndpoint: TrustAnchors]

        init(_ inbox: NetworkInbox, _ configuration: NetworkConfiguration, _ anchors: [NetworkEndpoint: TrustAnchors]) {
            self.inbox = inbox
            self.configuration = configuration
            self.anchors = anchors
        }
    }

    /// Reads the certificate authorities and starts the thread.
    ///
    /// - Throws: `NetworkError` when a proxy is no URL or a file with authorities cannot be used.
    public init(_ configuration: NetworkConfiguration) throws(NetworkError) {
        try configuration.validate()
        var anchors: [NetworkEndpoint: TrustAnchors] = [:]
        for endpoint in configuration.authorities.keys.sorted(by: { $0.description < $1.description }) {
            anchors[endpoint] = try TrustAnchors(files: configuration.authorities[endpoint] ?? [])
        }
        precondition(Self.isCurlReady, "libcurl cannot start")
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl has no memory for a multi handle") }
        self.configuration = configuration
        inbox = NetworkInbox(multi: multi)
        thread = Locked(Self.start(Start(inbox, configuration, anchors)))
    }

    /// Ends every transfer and socket with an error, and waits until the thread is gone: milliseconds. Later calls fail at once.
    public func stop() {
        inbox.post(.stop)
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        if pthread_equal(running, pthread_self()) != 0 {
            // An executor that runs what we resume at once, on this thread, and let go of the last reference there.
            pthread_detach(running)
        } else {
            pthread_join(running, nil)
        }
    }

    deinit { stop() }

    private static let isCurlReady = wick_curl_global_init() == CURLE_OK

    private static func start(_ start: Start) -> pthread_t {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                blockSignals()
                NetworkLoop(
                    start.inbox, CurlSetup(configuration: start.configuration, trust: TrustStores(extra: start.anchors))
                ).run()
                return nil
            }, Unmanaged.passRetained(start).toOpaque())
        precondition(code == 0, "starting the network thread failed: \(String(cString: strerror(code)))")
        return thread
    }
}

/// Signals belong to the main thread; and writing to a dead socket shall be an error, not SIGPIPE, which libcurl no longer catches once told
/// to leave signals alone.
private func blockSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
}
