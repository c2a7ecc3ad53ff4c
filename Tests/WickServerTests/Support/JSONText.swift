import Foundation
import Testing

@testable import WickServer

extension APIResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a JSON object.
    func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }

    /// The rows of a page.
    func rows() throws -> [[String: Any]] { try #require(try object()["data"] as? [[String: Any]]) }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
