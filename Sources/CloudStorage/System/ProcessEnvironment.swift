internal import Glibc

/// What the process was given: variables and the user's home directory. Tests have one of their own.
public struct ProcessEnvironment: Sendable {
    /// The variables by name.
    public let variables: [String: String]

    /// Creates an environment.
    public init(variables: [String: String]) {
        self.variables = variables
    }

    /// The environment of this process.
    public static var current: ProcessEnvironment {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let line = unsafe String(cString: text)
            if let sign = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
                variables[String(line[..<sign])] = String(line[line.utf8.index(after: sign)...])
            }
            unsafe entry = entry.advanced(by: 1)
        }
        return ProcessEnvironment(variables: variables)
    }

    /// The value of a variable; `nil` when it is not set, or empty.
    public subscript(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns a path below the home directory; `nil` when there is none.
    func inHome(_ path: String) -> String? {
        self["HOME"].map { "\($0)/\(path)" }
    }

    /// Puts the home directory in the place of a leading `~/`.
    func expanded(_ path: String) -> String {
        path.hasPrefix("~/") ? inHome(String(path.dropFirst(2))) ?? path : path
    }
}
