using System.Globalization;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Repacking;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.History;

/// <summary>What a repacking did.</summary>
/// <param name="Plan">What was found and brought together.</param>
/// <param name="Commit">Its commit; <see cref="CommitStatus.Unchanged"/> where no pack held so little.</param>
public sealed record RepackResult(RepackPlan Plan, CommitResult Commit);

/// <summary>Repacks a branch's head.</summary>
internal static class Repack
{
    public static async ValueTask<RepackResult> RunAsync(
        Lake lake, LakeBranch branch, int belowPercent, CommitOptions? options, CancellationToken cancellationToken)
    {
        var change = await branch.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            var plan = await change.Inner.RepackAsync(belowPercent, cancellationToken).ConfigureAwait(false);
            options ??= new CommitOptions { Author = lake.Options.Author, Message = $"Repack {branch.Name}" };
            options = options with { Operation = new CommitOperation("repack", Figures(plan)) };
            return new RepackResult(plan, await change.CommitAsync(options, cancellationToken).ConfigureAwait(false));
        }
    }

    public static async ValueTask<RepackPlan> PlanAsync(LakeBranch branch, int belowPercent, CancellationToken cancellationToken)
    {
        var change = await branch.BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            return await change.Inner.RepackAsync(belowPercent, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, string> Figures(RepackPlan plan) => new()
    {
        ["packs"] = plan.LeftPacks.ToString(CultureInfo.InvariantCulture),
        ["bytes"] = plan.LeftBytes.ToString(CultureInfo.InvariantCulture),
        ["storedAgain"] = plan.StoredAgainBytes.ToString(CultureInfo.InvariantCulture),
    };
}
