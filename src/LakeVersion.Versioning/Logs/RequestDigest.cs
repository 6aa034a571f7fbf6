using System.Globalization;
using System.Text;
using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Logs;

/// <summary>What a step with an idempotency key asks for, as a digest: a key that was used for something else is refused (decision 0013).</summary>
/// <remarks>Nothing is compared where either side does not say what it asked for, as entries of earlier versions do not.</remarks>
internal static class RequestDigest
{
    private const string Domain = "lakeversion.request.v1";

    /// <summary>The digest of a request in words; null for null.</summary>
    public static ContentHash? Of(string? request) => request is null ? null : ContentHash.OfDomain(Domain, Encoding.UTF8.GetBytes(request));

    /// <summary>Refuses a commit whose key belongs to a movement or to a commit that was asked for otherwise.</summary>
    /// <exception cref="LakeException">Conflict: names the key and what it was used for.</exception>
    public static void CheckCommit(string? key, KeyHit hit, ContentHash? request)
    {
        if (hit.Member is null || Differ(hit.Member.Request, request))
        {
            throw Another(key, hit);
        }
    }

    /// <summary>Refuses a movement whose key belongs to a commit or to another movement.</summary>
    /// <exception cref="LakeException">Conflict: names the key and what it was used for.</exception>
    public static void CheckMovement(string? key, KeyHit hit, ContentHash? request)
    {
        if (hit.Member is not null || Differ(hit.Stored.Entry.Request, request))
        {
            throw Another(key, hit);
        }
    }

    /// <summary>Refuses what is none of some operations, or was asked for otherwise.</summary>
    /// <exception cref="LakeException">Conflict: names the key and what it was used for.</exception>
    public static void CheckStep(string? key, KeyHit hit, IReadOnlyCollection<LogOperation> operations, ContentHash? request)
    {
        if (!operations.Contains(hit.Stored.Entry.Op) || Differ(hit.Member is { } member ? member.Request : hit.Stored.Entry.Request, request))
        {
            throw Another(key, hit);
        }
    }

    private static bool Differ(ContentHash? earlier, ContentHash? now) => earlier is { } then && now is { } asked && then != asked;

    private static LakeException Another(string? key, KeyHit hit)
    {
        var entry = hit.Stored.Entry;
        var what = hit.Member is { } member
            ? $"commit {member.Commit.Abbreviated} (\"{member.Message}\")"
            : $"a {entry.Op.ToString().ToLowerInvariant()} (\"{entry.Message}\")";
        var time = entry.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return LakeException.Conflict(
            $"The idempotency key '{key}' was used for another change: {what}, entry {entry.N} of {RefLabel.Of(entry.Log)}, {time} UTC. Nothing was changed; use a new key for a new change.");
    }
}
