-- Connections are shared by all owners, one after the other. What a transaction leaves behind in its session, the next one
-- would find, and no policy stands before a temporary table: so there are none.
do $$
begin
    execute format('revoke temporary on database %I from public', current_database());
end
$$;
