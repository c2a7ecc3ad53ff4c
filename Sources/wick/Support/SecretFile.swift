import Glibc

/// A file that holds one secret, such as the address of a webhook.
enum SecretFile {
    /// A secret is a line.
    private static let maximumBytes = 4096

    /// - Throws: `CommandFailure` where it cannot be read, or where others could read it.
    static func read(_ path: String, for command: String) throws -> String {
        func refuse(_ why: String) -> CommandFailure { CommandFailure(what: command, why: "\(path): \(why)") }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw refuse("cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw refuse("is not a file") }
        guard status.st_mode & 0o077 == 0 else {
            throw refuse("holds a secret and can be read by others: chmod 600 it")
        }
        var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw refuse("cannot be read: \(String(cString: strerror(errno)))") }
        guard count <= maximumBytes else { throw refuse("is longer than \(maximumBytes) bytes") }
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        let text = bytes[..<count].drop { blanks.contains($0) }
        let end = text.lastIndex { !blanks.contains($0) }.map { $0 + 1 } ?? text.startIndex
        guard end > text.startIndex else { throw refuse("is empty") }
        return String(decoding: text[..<end], as: UTF8.self)
    }
}
