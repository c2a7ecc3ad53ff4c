import Glibc

/// Tells systemd how the service is: the protocol of sd_notify(3), one datagram a message. Does nothing elsewhere.
final class SystemdNotifier: Sendable {
    enum State {
        case ready
        /// Reads its configuration again; needs the monotonic clock in microseconds since systemd 253.
        case reloading(monotonicMicroseconds: Int64)
        case stopping
        case alive

        fileprivate var text: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time)"
            case .stopping: "STOPPING=1"
            case .alive: "WATCHDOG=1"
            }
        }
    }

    /// How often it has to be told that the service is alive; nil where nobody asks.
    let watchdog: Duration?
    private let descriptor: Int32
    private let path: [UInt8]

    init(environment: [String: String], process: Int32 = getpid()) {
        let name = environment["NOTIFY_SOCKET"] ?? ""
        // A name that begins with @ lies in Linux' abstract namespace, whose first byte is zero.
        path = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        let isPlace = name.hasPrefix("/") || name.hasPrefix("@")
        descriptor = isPlace ? socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0) : -1
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(process)" } ?? true
        watchdog = environment["WATCHDOG_USEC"].flatMap(Int64.init)
            .flatMap { isOurs && $0 > 0 ? .microseconds($0) : nil }
    }

    /// Whether there is a service manager that wants to be told.
    var isHeard: Bool { descriptor >= 0 }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// One whose queue is full must not stop the service either: it is told again.
    private static let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)

    /// - Returns: whether somebody took it.
    @discardableResult
    func tell(_ state: State) -> Bool {
        guard descriptor >= 0 else { return false }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let text = Array(state.text.utf8)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                // A service manager that is gone must not end the service.
                sendto(descriptor, text, text.count, Self.flags, place, length) == text.count
            }
        }
    }
}
