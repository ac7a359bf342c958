internal import ObjectStorage

/// Says which right is missing, by what requests were signed with.
struct AzureDenial {
    let endpoint: AzureEndpoint
    let authentication: AzureAuthentication
    let action: StorageError.Action

    /// The one data action that listing and reading need.
    private static let right = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"

    private var account: String { endpoint.account ?? "at \(endpoint.service)" }

    /// What is missing, and what to do.
    func explanation(_ problem: ServiceProblem) -> (message: String, advice: String) {
        switch problem.code {
        case "AccountIsDisabled":
            return ("the account \(account) is disabled", "ask who owns the subscription to enable it")
        case "KeyBasedAuthenticationNotPermitted":
            return (
                "the account \(account) does not allow its key to be used",
                "use an identity with the role Storage Blob Data Reader"
            )
        case "AuthorizationSourceIPMismatch":
            return ("the shared access signature is not for the address of this machine", "ask for one that is")
        case "AuthorizationProtocolMismatch":
            return ("the shared access signature is for https only", "give an https address with --endpoint")
        case "AuthorizationServiceMismatch", "AuthorizationResourceTypeMismatch":
            return (
                "the shared access signature is not for the containers and blobs of the blob service",
                "ask for one with ss=b and srt=co"
            )
        case "AuthorizationFailure":
            // What the service says to requests from networks that the account does not let in.
            return (
                "the account \(account) does not allow this from here, or not with these credentials",
                "check the account's firewall, then \(grant)"
            )
        default: return (lack, grant)
        }
    }

    private var lack: String {
        switch authentication {
        case .anonymous:
            return "the container is not public" + (action == .list ? ", or not for listing" : "")
        case .sharedAccess(let signature):
            let permission: Character = action == .list ? "l" : "r"
            guard signature.permits(permission) == false else { fallthrough }
            return "the shared access signature has no permission \(permission) (\(action == .list ? "list" : "read"))"
        default: return "\(Self.right) is not allowed"
        }
    }

    private var grant: String {
        switch authentication {
        case .anonymous: "give --credentials-file"
        case .sharedAccess: "ask for one for the container \(endpoint.container) with the permissions r and l"
        case .sharedKey, .identity:
            "allow \(Self.right) on the container \(endpoint.container) of the account \(account): the role Storage Blob"
                + " Data Reader has it"
        }
    }
}
