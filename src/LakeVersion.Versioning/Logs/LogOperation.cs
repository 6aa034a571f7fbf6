using System.Text.Json.Serialization;

namespace LakeVersion.Versioning.Logs;

/// <summary>What an entry of a log does (docs/format.md, section 6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogOperation>))]
public enum LogOperation
{
    /// <summary>Takes a name; it is not live yet.</summary>
    [JsonStringEnumMemberName("reserve")]
    Reserve,

    /// <summary>Makes the name live at a state.</summary>
    [JsonStringEnumMemberName("create")]
    Create,

    /// <summary>Publishes one or more commits.</summary>
    [JsonStringEnumMemberName("commit")]
    Commit,

    /// <summary>Moves a branch forward to a descendant of its state.</summary>
    [JsonStringEnumMemberName("fast-forward")]
    FastForward,

    /// <summary>Moves a branch to any state.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,

    /// <summary>Takes back a movement of a branch.</summary>
    [JsonStringEnumMemberName("undo")]
    Undo,

    /// <summary>The name is no longer live.</summary>
    [JsonStringEnumMemberName("delete")]
    Delete,

    /// <summary>The name goes on under another name.</summary>
    [JsonStringEnumMemberName("renamed")]
    Renamed,

    /// <summary>A deleted name is live again.</summary>
    [JsonStringEnumMemberName("restore")]
    Restore,

    /// <summary>A collection's mark; the state stays.</summary>
    [JsonStringEnumMemberName("fence")]
    Fence,

    /// <summary>Takes the number of a commit whose outcome was unclear; the state stays.</summary>
    [JsonStringEnumMemberName("abort")]
    Abort,

    /// <summary>Requires a writer feature from here on; the state stays.</summary>
    [JsonStringEnumMemberName("feature")]
    Feature,

    /// <summary>A step of a staged transaction.</summary>
    [JsonStringEnumMemberName("verb")]
    Verb,

    /// <summary>A staged transaction is being published; no further step is accepted.</summary>
    [JsonStringEnumMemberName("seal")]
    Seal,

    /// <summary>Closes a name for ever.</summary>
    [JsonStringEnumMemberName("retire")]
    Retire,

    /// <summary>Replaces the settings.</summary>
    [JsonStringEnumMemberName("settings")]
    Settings,

    /// <summary>Orders that content be taken out of all history.</summary>
    [JsonStringEnumMemberName("erase")]
    Erase,

    /// <summary>An erasure is done: a second look, a grace period later, found nothing more.</summary>
    [JsonStringEnumMemberName("erased")]
    Erased,
}
