import WickServer

/// Where the API's token comes from: the environment, or a file that only its owner can read.
enum APIToken {
    static let variable = "WICK_API_TOKEN"

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
        do { return try SecretFile.read(path, for: "token file") } catch { throw Failure(description: "the \(error)") }
    }
}
