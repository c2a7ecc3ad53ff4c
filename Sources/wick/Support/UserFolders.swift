import Foundation
import Glibc
import WickStore

/// The account's own folders by the XDG rules: what the environment says, else below the home folder, which is that of `HOME` or, where
/// systemd or cron set none, that of the password database. Variables that name no absolute path say nothing.
struct UserFolders {
    /// What a folder is for.
    enum Purpose {
        case data
        case state
        case configuration

        var variable: String {
            switch self {
            case .data: "XDG_DATA_HOME"
            case .state: "XDG_STATE_HOME"
            case .configuration: "XDG_CONFIG_HOME"
            }
        }

        fileprivate var place: String {
            switch self {
            case .data: ".local/share"
            case .state: ".local/state"
            case .configuration: ".config"
            }
        }
    }

    /// Why there is no such folder, and which variable to set.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private let environment: [String: String]
    private let account: () -> String?

    /// - Parameter account: the home folder of the password database; nil where the account has no entry there.
    init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        account: @escaping () -> String? = UserFolders.accountHome
    ) {
        self.environment = environment
        self.account = account
    }

    /// wick's folder for this; it need not exist.
    ///
    /// - Throws: where no home folder is known, or the one that is named is not there: a home is not made.
    func path(_ purpose: Purpose) throws(Missing) -> String {
        if let named = absolute(environment[purpose.variable]) { return join(named, "wick") }
        let home = absolute(environment["HOME"]) ?? absolute(account())
        guard let home else {
            throw Missing(
                description:
                    "the account's home folder is not known (HOME \(told), and user \(getuid()) has none in the "
                    + "password database): set HOME or \(purpose.variable)")
        }
        var status = stat()
        guard stat(home, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            let fault = PathFault(path: home)
            let why = fault.map { $0.isAbsence ? "it is not there" : "\($0)" } ?? "it is not a folder"
            throw Missing(
                description:
                    "the account's home folder '\(home)' cannot be used (\(why)): set HOME or \(purpose.variable)")
        }
        return join(join(home, purpose.place), "wick")
    }

    /// Whether the place for this lies in a home that this account may not even enter: `HOME` was taken over from another account, as
    /// some ways of changing it do. What is not named for this account says nothing to it.
    func isForeign(_ purpose: Purpose) -> Bool {
        guard absolute(environment[purpose.variable]) == nil, let home = absolute(environment["HOME"]) else {
            return false
        }
        return access(home, X_OK) != 0 && errno == EACCES
    }

    private var told: String {
        guard let home = environment["HOME"] else { return "is not set" }
        return home.isEmpty ? "is empty" : "'\(home.prefix(64))' is no absolute path"
    }

    private func absolute(_ path: String?) -> String? { path.flatMap { $0.hasPrefix("/") ? $0 : nil } }

    private func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// What the password database says of the account that runs this.
    static func accountHome() -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        // A line of the database; longer ones are refused with ERANGE, which is as good as none.
        var buffer = [CChar](repeating: 0, count: 64 << 10)
        guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil, let home = entry.pw_dir
        else { return nil }
        return String(cString: home)
    }
}
