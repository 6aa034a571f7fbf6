using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3.Inspecting;

/// <summary>Judges the settings of a bucket: pure.</summary>
/// <remarks>
/// 1. A lifecycle rule that deletes or archives what a lake holds is a danger, whatever its age limit: heads of branches and shared packs get old.
/// 2. A rule that wants tags does not meet a lake's objects, which have none.
/// 3. Kept old versions are harmless, and keep collected garbage until a rule of their own takes them.
/// 4. Parts of uploads that were never completed cost money unseen, so a rule should drop them.
/// </remarks>
internal static class BucketRules
{
    /// <summary>What versioning means.</summary>
    public static BucketFinding Versioning(VersionStatus? status) => status == VersionStatus.Enabled
        ? new BucketFinding(
            "versioning",
            BucketWeight.Advice,
            "The bucket keeps old versions. They do no harm, but collecting garbage frees nothing until a lifecycle rule expires noncurrent versions.")
        : new BucketFinding("versioning", BucketWeight.Fine, "The bucket keeps no old versions.");

    /// <summary>What the lifecycle rules mean for a folder of the bucket.</summary>
    /// <param name="rules">The bucket's rules.</param>
    /// <param name="prefix">The lake's folder with its closing slash; empty for the bucket's root.</param>
    public static IEnumerable<BucketFinding> Lifecycle(IReadOnlyList<LifecycleRule> rules, string prefix)
    {
        var meeting = rules.Where(rule => rule.Status == LifecycleRuleStatus.Enabled && Meets(rule, prefix)).ToList();
        var dangers = meeting.Where(static rule => Harm(rule) is not null).ToList();
        foreach (var rule in dangers)
        {
            yield return new BucketFinding(
                "lifecycle",
                BucketWeight.Danger,
                $"The rule '{Name(rule)}' {Harm(rule)} objects of the lake. Branches, history and data would be lost or unreadable. Limit the rule to other prefixes.");
        }

        if (dangers.Count == 0)
        {
            yield return new BucketFinding("lifecycle", BucketWeight.Fine, "No rule deletes or archives what the lake holds.");
        }

        yield return meeting.Any(static rule => rule.AbortIncompleteMultipartUpload is not null)
            ? new BucketFinding("uploads", BucketWeight.Fine, "A rule drops the parts of uploads that were never completed.")
            : new BucketFinding(
                "uploads",
                BucketWeight.Advice,
                "No rule drops the parts of uploads that were never completed (a killed process leaves some). Add AbortIncompleteMultipartUpload after 7 days.");
    }

    private static string Name(LifecycleRule rule) => string.IsNullOrEmpty(rule.Id) ? "(without a name)" : rule.Id;

    private static string? Harm(LifecycleRule rule) =>
        rule.Expiration is { } expiration && (expiration.Days is not null || expiration.Date is not null) ? "deletes"
        : rule.Transitions is { } moves && moves.Any(static move => IsArchive(move.StorageClass)) ? "archives"
        : null;

    private static bool IsArchive(S3StorageClass? storage) => storage == S3StorageClass.Glacier || storage == S3StorageClass.DeepArchive;

    private static bool Meets(LifecycleRule rule, string prefix)
    {
        var filter = rule.Filter?.LifecycleFilterPredicate;
        var (wanted, hasTags) = filter switch
        {
            LifecyclePrefixPredicate simple => (simple.Prefix ?? "", false),
            LifecycleTagPredicate => ("", true),
            LifecycleAndOperator both => (
                both.Operands.OfType<LifecyclePrefixPredicate>().FirstOrDefault()?.Prefix ?? "", both.Operands.OfType<LifecycleTagPredicate>().Any()),
            _ => (OldPrefix(rule), false),
        };
        return !hasTags && (prefix.StartsWith(wanted, StringComparison.Ordinal) || wanted.StartsWith(prefix, StringComparison.Ordinal));
    }

    // Rules of the first kind have no filter.
#pragma warning disable CS0618 // Servers still tell them.
    private static string OldPrefix(LifecycleRule rule) => rule.Filter is null ? rule.Prefix ?? "" : "";
#pragma warning restore CS0618
}
