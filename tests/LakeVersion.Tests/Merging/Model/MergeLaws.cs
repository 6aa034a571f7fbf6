namespace LakeVersion.Tests.Merging.Model;

/// <summary>What holds of each merge, whatever is merged.</summary>
/// <remarks>
/// 1. A side that changed nothing gives the other. 2. Both changed alike give one. 3. Ours and theirs mirror each other: what merges into one
/// also merges into the other with the same result, and what conflicts does so with the sides in each other's place.
/// </remarks>
internal static class MergeLaws
{
    public static async Task CheckAsync(MergeEdit[] left, MergeEdit[] right, MergeEdit[] both)
    {
        await using var run = await MergeRun.CreateAsync(branches: 4);
        await run.EditAsync(0, [.. both, .. left]);
        await run.EditAsync(1, [.. both, .. right]);
        await run.EditAsync(2, [.. both, .. left]);

        var same = await run.TryMergeAsync(0, 2); // 2
        Assert.Empty(same.Conflicts);
        var (there, back) = (await run.TryMergeAsync(0, 1), await run.TryMergeAsync(1, 0)); // 3
        Assert.Equal(
            there.Conflicts.Select(conflict => ModelConflict.Of(conflict).Mirrored().ToString()).Order(StringComparer.Ordinal),
            back.Conflicts.Select(conflict => ModelConflict.Of(conflict).ToString()).Order(StringComparer.Ordinal));
        await run.MergeAsync(0, 3); // 1
        var (ours, theirs) = ((await run.ReadAsync(0)).Text, (await run.ReadAsync(2)).Text);
        await run.MergeAsync(2, 0); // 2
        Assert.Equal(theirs, (await run.ReadAsync(2)).Text);
        Assert.Equal(ours, theirs);
        if (there.Conflicts.Count == 0)
        {
            await run.MergeAsync(0, 1);
            await run.MergeAsync(1, 2);
            Assert.Equal((await run.ReadAsync(0)).Text, (await run.ReadAsync(1)).Text); // 3
        }
    }
}
