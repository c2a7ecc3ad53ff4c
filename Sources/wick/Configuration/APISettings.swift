import WickServer

extension Configuration {
    /// What `wick run` serves: `[api]`. Its token comes from the environment or from a file of its own.
    struct APISettings: Equatable {
        var address = "127.0.0.1"
        var port = 8_686
        /// A file with mode 0600 that holds the token; nil where there is none.
        var tokenFile: String?
        var connections = 2_000
        /// 0 is no limit.
        var requestsPerSecond = 1_000
        var headSeconds = 10
        var idleSeconds = 60
        var bodyKiB = 64
        var unreadKiB = 1_024
        var origins: [String] = []

        /// - Parameter token: nil where there is none.
        func server(token: AccessToken?) -> APIConfiguration {
            APIConfiguration(
                address: address, port: port, policy: policy(token: token), maximumConnections: connections,
                maximumBodyBytes: bodyKiB << 10, headDeadline: .seconds(headSeconds),
                idleDeadline: .seconds(idleSeconds), maximumUnreadBytes: unreadKiB << 10)
        }

        func policy(token: AccessToken?) -> APIConfiguration.Policy {
            APIConfiguration.Policy(
                token: token, origins: origins, requestsPerSecond: requestsPerSecond == 0 ? nil : requestsPerSecond)
        }
    }
}
