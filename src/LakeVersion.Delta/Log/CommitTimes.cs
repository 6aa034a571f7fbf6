namespace LakeVersion.Delta.Log;

/// <summary>When commits without times of their own were made: by their files, moved up where needed so that times ascend with versions.</summary>
internal static class CommitTimes
{
    /// <summary>How many commits before a version settle its time: clocks step back, and stores round to seconds, over a few commits.</summary>
    public const int LookBehind = 100;

    /// <summary>The times of commits that ascend by version, in whole milliseconds, as commits' times are compared.</summary>
    public static IReadOnlyList<DateTimeOffset> Of(IReadOnlyList<LogFile> commits, DateTimeOffset? before = null)
    {
        var times = new List<DateTimeOffset>(commits.Count);
        foreach (var file in commits)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(file.Info.Modified.ToUnixTimeMilliseconds());
            times.Add(before is null || time > before ? time : before.Value.AddMilliseconds(1));
            before = times[^1];
        }

        return times;
    }
}
