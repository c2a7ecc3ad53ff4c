/// Why the loopback exchange cannot be set up.
public enum ExchangeError: Error, Equatable, CustomStringConvertible {
    /// A call to the system failed, e.g. "listening on 127.0.0.1:443" with EACCES.
    case system(attempt: String, code: Int32, reason: String)
    /// OpenSSL refused something.
    case tls(attempt: String, reason: String)
    /// No thread could be started.
    case noThread(code: Int32)
    case simulation(SimulationError)
    case recording(path: String, reason: String)

    public var description: String {
        switch self {
        case .system(let attempt, let code, let reason): "\(attempt): \(reason) (errno \(code))"
        case .tls(let attempt, let reason): "\(attempt): \(reason)"
        case .noThread(let code): "starting the exchange's thread: error \(code)"
        case .simulation(let error): error.description
        case .recording(let path, let reason): "reading \(path): \(reason)"
        }
    }
}
