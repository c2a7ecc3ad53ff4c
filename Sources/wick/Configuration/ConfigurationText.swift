import Glibc
import WickStore

/// The text of a configuration file, or why there is none.
enum ConfigurationText {
    /// Every key with a long value has some 10 KB.
    private static let maximumBytes = 1 << 20

    /// Why it cannot be had: one phrase.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Whether the default file is there. One that may not be looked at is not taken for one that is missing.
    static func isThere(_ path: String) throws(Failure) -> Bool {
        guard let fault = PathFault(path: path) else { return true }
        // A home that is a file, such as /dev/null, has no configuration.
        if fault.isAbsence || fault.code == ENOTDIR { return false }
        throw Failure(description: "\(fault); name another file with --config, or set XDG_CONFIG_HOME")
    }

    static func read(_ path: String) throws(Failure) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            let code = errno
            throw Failure(description: PathFault(path: path)?.description ?? words(code))
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(file, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(description: words(errno)) }
            guard count > 0 else { break }
            bytes += block[..<count]
            guard bytes.count <= maximumBytes else { throw Failure(description: "it has more than 1 MiB") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(description: "it is not text in UTF-8")
        }
        return text
    }

    private static func words(_ code: Int32) -> String {
        switch code {
        case EACCES: "permission denied: this account may not read it"
        case EISDIR: "it is a folder, not a file"
        default: String(cString: strerror(code))
        }
    }
}
