using LakeVersion.Simulation.Engine;
using LakeVersion.Versioning.Collection.Retention;

namespace LakeVersion.Simulation.Actors;

/// <summary>The retention rules of simulated lakes: one for all names, of short spans, and one that keeps more of main.</summary>
internal static class Retain
{
    private static readonly int[] Ages = [0, 0, 1, 2, 10];

    /// <summary>One of the rules, with spans of the world's choice. A rule replaces the one of its name.</summary>
    public static RetentionRule Rule(World world)
    {
        var (age, deleted) = (TimeSpan.FromSeconds(Ages[world.Random.Next(Ages.Length)]), TimeSpan.FromSeconds(Ages[world.Random.Next(Ages.Length)]));
        return world.Chance(0.7)
            ? new RetentionRule { Name = "all", Branches = ["*"], Tags = ["*"], Age = age, Deleted = deleted }
            : new RetentionRule { Name = "main", Branches = ["main"], Count = world.Random.Next(1, 4), Deleted = deleted };
    }

    /// <summary>A rule that lets go of all but what is current, and of deleted names a little later.</summary>
    public static RetentionRule Nothing { get; } = new() { Name = "all", Branches = ["*"], Tags = ["*"], Age = TimeSpan.Zero, Deleted = TimeSpan.FromSeconds(4) };
}
