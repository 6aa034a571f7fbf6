using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Settings;

namespace LakeVersion.Versioning.Publishing;

/// <summary>Runs the checks that rules ask for on what a branch is to hold.</summary>
internal sealed class PublishGate
{
    private readonly LakeStore lake;
    private readonly Dictionary<string, IPublishCheck> checks = new(StringComparer.Ordinal);

    public PublishGate(LakeStore lake, IReadOnlyList<IPublishCheck> checks)
    {
        this.lake = lake;
        foreach (var check in checks)
        {
            if (!this.checks.TryAdd(check.Name, check))
            {
                throw LakeException.Invalid($"Two checks are named '{check.Name}'; a lake is opened with one of each name.");
            }
        }
    }

    /// <summary>True where something would run, so that what it reads must be stored first.</summary>
    public bool IsAsked(RefName branch, SettingsState settings) => BranchRules.Of(lake, branch, settings.Value).Checks.Count > 0;

    /// <summary>Runs what the settings ask for; nothing where the content stays as it is.</summary>
    /// <exception cref="LakeException">Refused: a check failed, or is not there. Whatever else a check throws.</exception>
    public async ValueTask CheckAsync(
        RefName branch, SettingsState settings, LogOperation operation, Commit? before, Commit after, CancellationToken cancellationToken)
    {
        if (before?.Record.Root == after.Record.Root)
        {
            return;
        }

        foreach (var (name, rule) in BranchRules.Of(lake, branch, settings.Value).Checks)
        {
            if (!checks.TryGetValue(name, out var check))
            {
                throw LakeException.Refused(
                    $"{branch} of {lake.Store.Name} is protected by the rule '{rule}', which asks for the check '{name}'. This program does not have it, so it cannot publish there; use one that does.{NearNames.Hint(name, checks.Keys)}");
            }

            var request = new PublishRequest { Lake = lake, Branch = branch, Operation = operation, Rule = rule, Before = before, After = after };
            await RunAsync(check, request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>As above, for a commit that is named by its id.</summary>
    public async ValueTask CheckAsync(
        RefName branch, LogMoment moment, LogOperation operation, CommitId after, CancellationToken cancellationToken)
    {
        if (!IsAsked(branch, moment.Settings))
        {
            return;
        }

        var before = moment.Head?.Entry.After is { } id ? await lake.Commits.ReadAsync(id, cancellationToken).ConfigureAwait(false) : null;
        var commit = await lake.Commits.ReadAsync(after, cancellationToken).ConfigureAwait(false);
        await CheckAsync(branch, moment.Settings, operation, before, commit, cancellationToken).ConfigureAwait(false);
    }

    // A check is somebody's own code: what it throws by mistake must name it, and must not be taken for a fault of others in the group.
    private static async ValueTask RunAsync(IPublishCheck check, PublishRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await check.CheckAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (LakeException or OperationCanceledException))
        {
            throw new LakeException(LakeErrorKind.Refused, $"The check '{check.Name}', which the rule '{request.Rule}' of {request.Branch} asks for, ended by a fault of its own: {e.Message} Nothing was changed.", e);
        }
    }
}
