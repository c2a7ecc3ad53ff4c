import Foundation
import Glibc
import WickServer

/// Where the API's token comes from: the environment, or a file that only its owner can read.
enum APIToken {
    static let variable = "WICK_API_TOKEN"
    private static let maximumFileBytes = 4_096

    /// Why there is no token though one was named.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter file: is read where the environment has none.
    /// - Returns: nil where neither was given.
    static func load(file: String?, _ environment: [String: String]) throws(Failure) -> AccessToken? {
        try found(file, environment).map { text, source throws(Failure) in try token(text, of: source) }
    }

    /// As `load`, for a client: the token itself.
    static func text(file: String?, _ environment: [String: String]) throws(Failure) -> String? {
        guard let (text, source) = try found(file, environment) else { return nil }
        _ = try token(text, of: source)
        return text
    }

    private static func found(
        _ file: String?, _ environment: [String: String]
    ) throws(Failure) -> (text: String, source: String)? {
        if let text = environment[variable], !text.isEmpty { return (text, variable) }
        return try file.map { file throws(Failure) in (try read(file), "the token file '\(file)'") }
    }

    private static func token(_ text: String, of source: String) throws(Failure) -> AccessToken {
        guard let token = AccessToken(text) else {
            throw Failure(
                description: "\(source) holds no token: \(AccessToken.minimumLength) to 512 printable ASCII characters "
                    + "without blanks, such as openssl rand -hex 32 prints")
        }
        return token
    }

    private static func read(_ path: String) throws(Failure) -> String {
        // Not opened before it is known to be a plain file: a pipe would hang.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Failure(description: "the token file '\(path)' cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(description: "the token file '\(path)' is not a file")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw Failure(
                description: "the token file '\(path)' can be read by others (mode \(mode)); chmod 600 '\(path)'")
        }
        var bytes = [UInt8](repeating: 0, count: maximumFileBytes)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
