using System.Data;
using Dapper;

namespace BoroughBridge.Storage;

/// <summary>Teaches Dapper the types that both databases keep alike.</summary>
internal static class DapperTypes
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;

        // Each with its nullable: Dapper keeps them apart, and reads those it knows past any handler.
        Type[] ours = [typeof(DateTimeOffset), typeof(DateTimeOffset?), typeof(DateOnly), typeof(DateOnly?), typeof(bool), typeof(bool?)];
        foreach (var type in ours) SqlMapper.RemoveTypeMap(type);
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DayHandler());
        SqlMapper.AddTypeHandler(new FlagHandler());
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => Instants.FromMicroseconds(Convert.ToInt64(value, null));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.ToMicroseconds();
        }
    }

    private sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => Instants.ToDay((string)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.ToText();
        }
    }

    private sealed class FlagHandler : SqlMapper.TypeHandler<bool>
    {
        public override bool Parse(object value) => Convert.ToInt64(value, null) != 0;

        public override void SetValue(IDbDataParameter parameter, bool value)
        {
            parameter.DbType = DbType.Int32;
            parameter.Value = value ? 1 : 0;
        }
    }
}
